package dev.lorebatch.mirror;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.ProjectPath;
import dev.lorebatch.entity.ReferenceGrammar;

/**
 * Reads the stored texts for references again when the program knows a newer grammar than
 * the one they were read with, some entities at a time. How far it is stands in
 * {@code reference_scans}, so whoever dies or stops in between leaves the rest to the
 * next one.
 */
public class ReferenceScans {

	private static final String WAITING = "grammar < %d OR scanned_through < last_id"
		.formatted(ReferenceGrammar.VERSION);

	private static final KindStatement COUNT = new KindStatement("""
			SELECT count(*) FROM %1$s e JOIN reference_scans s ON s.entity_type = '%2$s'
			WHERE s.grammar < ?1 OR (e.id > s.scanned_through AND e.id <= s.last_id)
			""");

	private static final KindStatement BEGIN = new KindStatement("""
			UPDATE reference_scans SET grammar = ?1, scanned_through = 0,
				last_id = (SELECT coalesce(max(id), 0) FROM %1$s)
			WHERE entity_type = '%2$s' AND grammar < ?1
			""");

	private static final KindStatement NEXT = new KindStatement("""
			SELECT e.id, e.iid, e.project_id, e.description, p.path, p.web_url
			FROM reference_scans s JOIN %1$s e ON e.id > s.scanned_through AND e.id <= s.last_id
			JOIN projects p ON p.id = e.project_id
			WHERE s.entity_type = '%2$s' ORDER BY e.id LIMIT ?
			""");

	private static final KindStatement NOTES = new KindStatement("""
			SELECT n.body, n.system FROM discussions d JOIN notes n ON n.discussion_id = d.id WHERE d.%2$s_id = ?
			ORDER BY d.position, n.ordinal
			""");

	/** No row is left behind, whatever was the last one. */
	private static final KindStatement END = new KindStatement("""
			UPDATE reference_scans SET scanned_through = coalesce(?, last_id) WHERE entity_type = '%2$s'
			""");

	private final References references = new References();

	private final JdbcClient jdbc;

	public ReferenceScans(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Whether there are texts to read again.
	 */
	public boolean isPending() {
		return this.jdbc.sql("SELECT EXISTS (SELECT 1 FROM reference_scans WHERE " + WAITING + ")")
			.query(Boolean.class)
			.single();
	}

	/**
	 * Describes in a line what is to be done.
	 */
	public String describe() {
		return "reading the texts of %d issues and merge requests again for references, once after the update"
			.formatted(count());
	}

	/**
	 * The issues and merge requests whose texts are to be read again.
	 */
	public long count() {
		long count = 0;
		for (EntityKind kind : EntityKind.values()) {
			count += this.jdbc.sql(COUNT.of(kind)).param(1, ReferenceGrammar.VERSION).query(Long.class).single();
		}
		return count;
	}

	/**
	 * Reads the texts of the next entities and writes their references.
	 * @param limit at most so many entities
	 * @return how many it were; 0 if all are done
	 */
	public int readNext(WriteTransaction tx, int limit) {
		for (EntityKind kind : EntityKind.values()) {
			tx.update(BEGIN.of(kind), ReferenceGrammar.VERSION);
			List<Texts> next = tx.query(NEXT.of(kind),
					(row, index) -> new Texts(new Parent(kind, row.getLong(3), row.getLong(1), row.getLong(2)),
							row.getString(4), row.getString(5), ProjectPath.server(row.getString(6), row.getString(5))),
					limit);
			next.forEach((texts) -> read(tx, texts));
			tx.update(END.of(kind), (next.size() < limit) ? null : next.get(next.size() - 1).parent().id());
			if (!next.isEmpty()) {
				return next.size();
			}
		}
		return 0;
	}

	private void read(WriteTransaction tx, Texts texts) {
		this.references.replace(tx, texts.parent(), "description",
				ReferenceParser.parse(texts.description(), "mentions", texts.project(), texts.server()));
		Set<ReferenceRow> ofNotes = new LinkedHashSet<>();
		tx.query(
				NOTES.of(texts.parent().kind()), (row, index) -> ofNotes.addAll(ReferenceParser
					.parseNote(row.getString(1), row.getBoolean(2), texts.project(), texts.server())),
				texts.parent().id());
		this.references.replace(tx, texts.parent(), "discussions", ofNotes);
	}

	/**
	 * An entity with its own text.
	 *
	 * @param project full path of its project
	 * @param server as {@link ReferenceParser} takes it
	 */
	private record Texts(Parent parent, @Nullable String description, String project, @Nullable String server) {

	}

}
