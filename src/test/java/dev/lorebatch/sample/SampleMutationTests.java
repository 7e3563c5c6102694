package dev.lorebatch.sample;

import java.time.Instant;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SampleMutationTests {

	private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123456Z");

	private static final String ISSUE = "projects/7101/issues/5";

	private SampleGitLab gitLab;

	private SampleClient client;

	private SampleProject project;

	@BeforeEach
	void start() {
		this.gitLab = SampleGitLab.start(SampleOptions.defaults());
		this.client = SampleClient.full(this.gitLab);
		this.project = this.gitLab.project("harbor/lighthouse");
	}

	@AfterEach
	void stop() {
		this.gitLab.close();
	}

	@Test
	void editChangesEntityAndUpdateTime() {
		this.project.issue(5)
			.edit(NOW, (edit) -> edit.by("mara").title("New title").description(null).labels("bug", "tide"));
		JsonNode issue = this.client.json(ISSUE);
		assertThat(issue.path("title").asString()).isEqualTo("New title");
		assertThat(issue.path("description").isNull()).isTrue();
		assertThat(issue.path("updated_at").asString()).isEqualTo("2026-11-21T10:00:00.123Z");
		assertThat(issue.path("labels").toString()).isEqualTo("[\"bug\",\"tide\"]");
		assertThat(this.client.json(ISSUE + "/resource_label_events")).hasSize(8);
		assertThat(this.client.get(ISSUE + "/discussions").body()).contains("to **New title**");
	}

	@Test
	void editedIssueMovesToTheFrontOfTheUpdatedOnes() {
		String list = "projects/7101/issues?order_by=updated_at&per_page=1";
		assertThat(this.client.iids(list)).containsExactly(31L);
		this.project.issue(5).edit(NOW, (edit) -> edit.title("Touched"));
		assertThat(this.client.iids(list)).containsExactly(5L);
	}

	@Test
	void stateLeavesAnEvent() {
		this.project.issue(5).edit(NOW, (edit) -> edit.state("closed"));
		this.project.mergeRequest(4).edit(NOW, (edit) -> edit.state("merged"));
		assertThat(this.client.json(ISSUE).path("closed_at").asString()).isEqualTo("2026-11-21T10:00:00.123Z");
		assertThat(this.client.json(ISSUE + "/resource_state_events").get(0).path("state").asString())
			.isEqualTo("closed");
		assertThat(this.client.json("projects/7101/merge_requests/4").path("merged_by").path("username").asString())
			.isEqualTo("keeper");
		assertThat(this.client.iids("projects/7101/issues?state=closed&per_page=100")).contains(5L);
	}

	@Test
	void noteTouchesItsIssueOncePerMinute() {
		SampleEntity issue = this.project.issue(5);
		long count = this.client.json(ISSUE).path("user_notes_count").asLong();
		issue.addNote(NOW, "jan", "First");
		issue.addNote(NOW.plusSeconds(60), "jan", "Second, too early to touch");
		assertThat(issue.updatedAt()).isEqualTo(NOW);
		issue.addNote(NOW.plusSeconds(61), "jan", "Third");
		assertThat(issue.updatedAt()).isEqualTo(NOW.plusSeconds(61));
		assertThat(this.client.json(ISSUE).path("user_notes_count").asLong()).isEqualTo(count + 3);
		assertThat(this.client.get(ISSUE + "/discussions").body()).contains("Second, too early");
	}

	@Test
	void replyTurnsNoteIntoThread() {
		SampleEntity issue = this.project.issue(4);
		long note = issue.addNote(NOW, "jan", "What is this about?");
		JsonNode before = this.client.json("projects/7101/issues/4/discussions").get(0);
		assertThat(before.path("individual_note").asBoolean()).isTrue();
		issue.reply(note, NOW.plusSeconds(5), "old.salt", "Moorings.");
		JsonNode after = this.client.json("projects/7101/issues/4/discussions").get(0);
		assertThat(after.path("id")).isEqualTo(before.path("id"));
		assertThat(after.path("individual_note").asBoolean()).isFalse();
		assertThat(after.path("notes").get(0).path("type").asString()).isEqualTo("DiscussionNote");
	}

	@Test
	void deletedNoteLeavesNoTrace() {
		SampleEntity issue = this.project.issue(5);
		Instant before = issue.updatedAt();
		int discussions = this.client.json(ISSUE + "/discussions").size();
		long last = issue.noteIds().get(issue.noteIds().size() - 1);
		issue.deleteNote(last);
		assertThat(issue.updatedAt()).isEqualTo(before);
		assertThat(issue.noteIds()).doesNotContain(last);
		assertThat(this.client.json(ISSUE + "/discussions")).hasSize(discussions - 1);
	}

	@Test
	void threadKeepsItsPlaceInTheDiffWithoutItsFirstNote() {
		SampleEntity request = this.project.mergeRequest(1);
		request.deleteNote(request.noteIds().get(0));
		JsonNode discussion = this.client.json("projects/7101/merge_requests/1/discussions").get(0);
		assertThat(discussion.path("notes")).hasSize(2);
		assertThat(discussion.path("notes").get(0).path("position").path("new_line").asInt()).isEqualTo(42);
		assertThat(discussion.path("notes").get(0).path("resolved").asBoolean()).isTrue();
	}

	@Test
	void editedNoteHasItsOwnUpdateTime() {
		SampleEntity issue = this.project.issue(5);
		long note = issue.noteIds().get(0);
		issue.editNote(note, NOW, "Rewritten");
		JsonNode first = this.client.json(ISSUE + "/discussions").get(0).path("notes").get(0);
		assertThat(first.path("body").asString()).isEqualTo("Rewritten");
		assertThat(first.path("updated_at").asString()).isEqualTo("2026-11-21T10:00:00.123Z");
		assertThat(first.path("created_at").asString()).startsWith("2026-04-08");
	}

	@Test
	void deletedIssueIsGoneAndItsIidStaysUnused() {
		SampleEntity issue = this.project.issue(32);
		issue.delete();
		assertThat(this.client.get("projects/7101/issues/32").statusCode()).isEqualTo(404);
		assertThat(this.client.iids("projects/7101/issues?iids%5B%5D=32")).isEmpty();
		assertThatIllegalArgumentException().isThrownBy(issue::delete);
		assertThat(this.project.openIssue(NOW, "jan", "Next", null).iid()).isEqualTo(33);
		assertThat(this.client.iids("projects/7101/issues?per_page=1")).containsExactly(33L);
	}

	@Test
	void confidentialIssueDisappearsForGuests() {
		this.project.issue(5).makeConfidential(NOW);
		assertThat(SampleClient.guest(this.gitLab).get(ISSUE).statusCode()).isEqualTo(404);
		assertThat(this.client.json(ISSUE).path("confidential").asBoolean()).isTrue();
	}

	@Test
	void movedIssuePointsToItsCopy() {
		SampleEntity copy = this.project.issue(5).moveTo(this.gitLab.project("harbor/tools/rope-kit"), NOW);
		JsonNode original = this.client.json(ISSUE);
		assertThat(original.path("state").asString()).isEqualTo("closed");
		assertThat(original.path("moved_to_id").asLong()).isEqualTo(copy.id());
		assertThat(copy.iid()).isEqualTo(17);
		JsonNode moved = this.client.json("projects/7115/issues/17");
		assertThat(moved.path("state").asString()).isEqualTo("opened");
		assertThat(this.client.get("projects/7115/issues/17/discussions").body()).contains("harbor/lighthouse#5");
	}

	@Test
	void renamedProjectRedirects() {
		this.project.rename("harbor/phare");
		assertThat(this.client.get("projects/harbor%2Flighthouse").statusCode()).isEqualTo(301);
		assertThat(this.client.json("projects/harbor%2Fphare/issues/5").path("references").path("full").asString())
			.isEqualTo("harbor/phare#5");
	}

}
