package dev.lorebatch.faults;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

import dev.lorebatch.documentation.GeneratedPage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A published matrix. The build runs a part of it, by chance, and compares that with the
 * page; {@code -Dlore.faults.seed=1} repeats an earlier choice; the long version runs the
 * whole, and so does writing the page.
 *
 * @param file the page
 * @param places of the runs
 * @param perFault so many cells of each fault are in the part, if there are
 * @param perPlace so many of each place
 */
record FaultPage(String file, List<? extends Place> places, int perFault, int perPlace) {

	private static final long SEED = Long.getLong("lore.faults.seed", System.nanoTime() % 1_000_000);

	/**
	 * Runs cells and finds that they end as the page says.
	 * @param folder an empty one
	 * @param render writes the page of the whole matrix
	 */
	<R extends MatrixRow> void assertHolds(Path folder, FaultLane.Maker<R> maker,
			Function<FaultMatrix<R>, String> render) throws Exception {
		boolean whole = Boolean.getBoolean("lore.long") || Boolean.getBoolean("docs.write");
		List<Work> all = Work.all(this.places);
		List<Work> works = whole ? all : Work.some(new Random(SEED), this.perFault, this.perPlace, this.places);
		System.out.printf("Faults of %s: %d of %d, seed %d%n", this.file, works.size(), all.size(), SEED);
		FaultMatrix<R> matrix;
		try (FaultLanes lanes = new FaultLanes(folder)) {
			matrix = lanes.run(works, maker);
		}
		assertThat(works).as("no cell is empty")
			.allSatisfy((work) -> assertThat(matrix.cell(work).row().split(" \\| ", -1)).noneMatch(String::isBlank));
		if (whole) {
			GeneratedPage.assertIsWritten(this.file, render.apply(matrix));
		}
		Map<String, String> page = FaultTables.read(GeneratedPage.read(this.file));
		assertThat(page).containsKeys(all.stream().map(Work::key).toArray(String[]::new));
		assertThat(works).allSatisfy((work) -> assertThat(page).containsEntry(work.key(), matrix.cell(work).row()));
	}

}
