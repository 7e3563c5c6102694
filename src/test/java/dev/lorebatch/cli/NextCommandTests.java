package dev.lorebatch.cli;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NextCommandTests {

	@Test
	void carriesTheOptionsThatSayWhereTheDataIs() {
		assertThat(new NextCommand(List.of("--database", "x.db")).render(List.of("runs", "show", "r-1")))
			.endsWith(" runs show r-1 --database x.db")
			.startsWith("java -jar ");
	}

	@Test
	void quotesWhatAShellWouldTakeApart() {
		assertThat(new NextCommand(List.of()).render(List.of("--database", "my file's.db")))
			.endsWith("--database 'my file'\\''s.db'");
	}

}
