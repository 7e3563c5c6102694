package dev.lorebatch.functional;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import dev.lorebatch.cli.CommandLines;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleTokens;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The token is in one request header to one server, and nowhere else.
 */
class SecretFunctionalTests {

	private static final String MARKED = "MARKED+0123/456789SECRET";

	private static final String[] SYNC = { "sync", "-p", "harbor/lighthouse", "--issue", "1", "--run-id", "r1" };

	/**
	 * A command that is added to the program needs a line here.
	 */
	private static final Map<String, String> COMMANDS = Map.ofEntries(Map.entry("", "--help"), Map.entry("help", ""),
			Map.entry("sync", "-p harbor/lighthouse --issue 1 --run-id r1"), Map.entry("runs", ""),
			Map.entry("runs list", ""), Map.entry("runs show", "r1"), Map.entry("runs restart", "r1"),
			Map.entry("runs stop", "r1"), Map.entry("runs recover", ""), Map.entry("runs abandon", "r1"),
			Map.entry("demo", ""), Map.entry("robot-docs", ""), Map.entry("db", "--help"), Map.entry("db check", ""),
			Map.entry("db backup", "copy.db"), Map.entry("docs", "--help"), Map.entry("docs rebuild", ""),
			Map.entry("embed", ""), Map.entry("search", "tide"), Map.entry("issue", "1"), Map.entry("issues", ""),
			Map.entry("mr", "4"), Map.entry("mrs", ""), Map.entry("related", "1"), Map.entry("verify", ""),
			Map.entry("completion", "bash"), Map.entry("man", "sync"), Map.entry("install", "--to installed"));

	/** A process of its own even in the short version: what has the token in hand. */
	private static final Set<String> COLD = Set.of("sync", "verify");

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private GitLabGate gate;

	private GitLabGate elsewhere;

	private final List<GitLabGate> servers = new ArrayList<>();

	@BeforeEach
	void start() {
		this.sample = SampleGitLab.start(SampleOptions.defaults());
		this.gate = new GitLabGate(this.sample.url());
		this.elsewhere = new GitLabGate(this.sample.url());
	}

	@AfterEach
	void stop() {
		this.gate.close();
		this.elsewhere.close();
		this.servers.forEach(GitLabGate::close);
		this.sample.close();
	}

	@Test
	void tokenStaysSecretWhenAllGoesWell() throws IOException {
		Path file = Files.writeString(this.folder.resolve("token"), SampleTokens.FULL + "\n");
		LoreHome fromFile = home("file").without("LORE_GITLAB_TOKEN").warm();
		LoreHome fromInput = home("input").without("LORE_GITLAB_TOKEN");
		LoreHome debug = home("debug").with("LORE_GITLAB_TOKEN", SampleTokens.FULL);
		this.gate.answer((target) -> target.endsWith("/issues/1/discussions?per_page=100"), 200, "[]", "Link",
				"<" + this.elsewhere.url() + "/api/v4/projects/7101/issues/1/discussions?page=2>; rel=\"next\"");
		LoreProcess first = fromFile.start("sync", "-p", "harbor/lighthouse", "--issue", "1", "--token-file",
				file.toString());
		LoreProcess second = fromInput.startWithInput(SampleTokens.FULL, "sync", "-p", "harbor/lighthouse", "--issue",
				"1", "--token-file", "-");
		LoreProcess third = debug.start("sync", "-p", "harbor/lighthouse", "--issue", "1", "--debug");
		CliResult one = first.await();
		CliResult two = second.await();
		CliResult three = third.await();
		assertThat(one).succeeded();
		assertThat(two).succeeded();
		assertThat(three.exitCode()).isZero();
		assertThat(three.stderr()).as("--debug logs").isNotEmpty();
		assertSecret(SampleTokens.FULL, fromFile, one);
		assertSecret(SampleTokens.FULL, fromInput, two);
		assertSecret(SampleTokens.FULL, debug, three);
		assertThat(this.gate.tokens()).containsOnly(SampleTokens.FULL);
		assertThat(this.elsewhere.requests()).as("requests to the server a Link header named").isEmpty();
	}

	@Test
	void tokenStaysSecretInFailures() {
		LoreHome refused = home("refused").warm();
		LoreHome redirected = home("redirected", redirecting()).warm();
		LoreHome echoed = home("echoed", echoing()).warm();
		LoreHome malformed = home("malformed").with("LORE_GITLAB_TOKEN", MARKED + " with a space").warm();
		LoreHome debug = home("debug");
		LoreProcess first = refused.start(SYNC);
		LoreProcess second = redirected.start(SYNC);
		LoreProcess third = echoed.start(SYNC);
		LoreProcess fourth = malformed.start(SYNC);
		LoreProcess fifth = debug.start("sync", "-p", "harbor/lighthouse", "--issue", "1", "--debug");
		CliResult unauthorized = first.await();
		CliResult elsewhereNamed = second.await();
		CliResult refusedWithEcho = third.await();
		CliResult invalid = fourth.await();
		CliResult debugged = fifth.await();
		assertThat(unauthorized).failedWithResult(ExitCode.AUTHENTICATION_FAILED);
		assertThat(elsewhereNamed).failedWithResult(ExitCode.NETWORK)
			.hasMessageContaining("redirected to another server");
		assertThat(refusedWithEcho).failedWithResult(ExitCode.AUTHENTICATION_FAILED);
		assertThat(invalid).failedWith(ExitCode.CONFIG_INVALID);
		assertThat(debugged.exitCode()).isEqualTo(ExitCode.AUTHENTICATION_FAILED.number());
		assertSecret(MARKED, refused, unauthorized);
		assertSecret(MARKED, redirected, elsewhereNamed);
		assertSecret(MARKED, malformed, invalid);
		assertSecret(MARKED, debug, debugged);
		assertSecret(MARKED, echoed, refusedWithEcho);
		assertThat(this.elsewhere.requests()).as("requests to the server of the redirect").isEmpty();
	}

	@Test
	void everyCommandHasItsCase() {
		assertThat(COMMANDS.keySet()).isEqualTo(CommandLines.help().keySet());
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void everyCommandKeepsTheToken(boolean good) {
		this.gate.exchangeToken(MARKED, SampleTokens.FULL);
		LoreHome home = LoreHome.of(this.folder, good ? this.gate.url() : echoing(401).url())
			.with("LORE_GITLAB_TOKEN", MARKED);
		home = good ? home : home.warm();
		List<String> commands = new ArrayList<>(COMMANDS.keySet());
		commands.sort(Comparator.comparing((command) -> !command.equals("sync"))); // the
																					// run
																					// the
																					// others
																					// look
																					// at
		for (String command : commands) {
			String line = (command + " " + COMMANDS.get(command)).strip();
			boolean plain = COMMANDS.get(command).equals("--help") || command.equals("help");
			String options = plain ? "" : good ? " --robot --debug" : " --human --debug";
			LoreHome runner = COLD.contains(command) ? home : home.warm();
			CliResult result = runner.run((line + options).split(" "));
			if (command.equals("sync")) {
				assertThat(result.exitCode()).as(result.stderr())
					.isEqualTo((good ? ExitCode.COMPLETED : ExitCode.AUTHENTICATION_FAILED).number());
			}
			assertSecret(MARKED, home, result);
		}
		assertThat(this.gate.tokens()).as("what GitLab was sent").allMatch(MARKED::equals);
	}

	/**
	 * A server that repeats the token in every form it can, and every way to give one.
	 */
	@Test
	void whatAServerRepeatsIsMasked() throws IOException {
		LoreHome environment = home("environment", echoing(401));
		LoreHome file = home("file", echoing(403)).without("LORE_GITLAB_TOKEN").warm();
		LoreHome input = home("input", echoing(500)).without("LORE_GITLAB_TOKEN");
		LoreHome yaml = home("yaml", answering(200, MARKED)).without("LORE_GITLAB_TOKEN").warm();
		LoreHome otherName = home("other-name", answering(502, "<html>" + MARKED + "</html>"))
			.without("LORE_GITLAB_TOKEN")
			.with("GITLAB_TOKEN", MARKED)
			.warm();
		LoreHome redirected = home("redirected", redirecting("/login?private_token=" + MARKED));
		Path token = Files.writeString(file.home().resolve("token"), MARKED + "\n");
		Files.writeString(yaml.currentFolder().resolve("lore.yml"), "lore.gitlab.token: '" + MARKED + "'\n");
		Map<LoreHome, LoreProcess> processes = new LinkedHashMap<>();
		processes.put(environment, environment.start(debug()));
		processes.put(file, file.start(debug("--token-file", token.toString())));
		processes.put(input, input.startWithInput(MARKED + "\n", debug("--token-file", "-")));
		processes.put(yaml, yaml.start(debug()));
		processes.put(otherName, otherName.start(debug("--human")));
		processes.put(redirected, redirected.start(debug()));
		processes.values().forEach((process) -> assertThat(process.await().exitCode()).isNotZero());
		Files.delete(token);
		Files.delete(yaml.currentFolder().resolve("lore.yml"));
		processes.forEach((home, process) -> {
			assertSecret(MARKED, home, process.await());
			assertThat(process.await().stderr()).as("the reason is told").isNotBlank();
		});
		assertThat(this.elsewhere.requests()).as("requests to the server of the redirect").isEmpty();
	}

	@Test
	void settingsThatCannotBeReadDoNotQuoteTheToken() throws IOException {
		LoreHome home = new LoreHome(this.folder.resolve("broken"));
		Path yaml = home.currentFolder().resolve("lore.yml");
		Files.writeString(yaml, "lore:\n gitlab:\n  token: '" + MARKED + "'\n  concurrency: [" + MARKED + "\n");
		CliResult result = home.run(debug());
		Files.delete(yaml);
		assertThat(result.exitCode()).isEqualTo(ExitCode.CONFIG_INVALID.number());
		assertSecret(MARKED, home, result);
	}

	@ParameterizedTest
	@ValueSource(strings = { "--token", "--token=", "--lore.gitlab.TOKEN=", "LORE_GITLAB_TOKEN=" })
	void aTokenAmongTheArgumentsIsNotRepeated(String option) {
		LoreHome home = new LoreHome(this.folder).warm();
		String secret = "glpat-MARKED0123456789SECRET";
		String[] tail = option.endsWith("=") ? new String[] { option + secret } : new String[] { option, secret };
		String[] arguments = Stream
			.concat(Stream.of("sync", "-p", "harbor/lighthouse", "--issue", "1"), Stream.of(tail))
			.toArray(String[]::new);
		CliResult sync = home.run(arguments);
		CliResult scheduler = home.run(
				Stream
					.concat(Stream.of("--spring.batch.job.name=surgicalSync", "runId=r1", "project=a/b", "issues=1"),
							Stream.of(tail))
					.toArray(String[]::new));
		assertThat(sync).failedWith(ExitCode.USAGE);
		assertThat(scheduler).failedWith(ExitCode.USAGE);
		assertSecret(secret, home, sync);
		assertSecret(secret, home, scheduler);
	}

	/**
	 * Also as the value of options that name other files: what looks like a token is
	 * masked wherever it stands.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "glpat-MARKED0123456789SECRET", "MARKED0123456789SECRET" })
	void aTokenGivenAsTheNameOfItsFileIsNotRepeated(String secret) {
		LoreHome home = new LoreHome(this.folder).with("LORE_GITLAB_URL", this.gate.url().toString()).warm();
		List<CliResult> results = new ArrayList<>();
		results.add(home.run(debug("--token-file", secret)));
		results.add(home.run(debug("--token-file", secret, "--human")));
		results.add(home.run("sync", "-p", "harbor/lighthouse", "--issue", "1", "--dry-run", "--token-file", secret));
		results.add(home.run("--spring.batch.job.name=surgicalSync", "runId=r1", "project=a/b", "issues=1",
				"--lore.gitlab.token-file=" + secret));
		results.add(home.run("runs", "show", "r1", "--token-file", secret));
		if (secret.startsWith("glpat-")) {
			results.add(home.run(debug("--config", secret)));
			results.add(home.run("search", "x", "--database", secret));
		}
		assertThat(results.get(0).exitCode()).isEqualTo(ExitCode.TOKEN_NOT_SET.number());
		for (CliResult result : results) {
			assertSecret(secret, home, result);
		}
		assertThat(this.gate.requests()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://user:S3CRET@127.0.0.1:1", "http://S3CRET@127.0.0.1:1",
			"http://user:S3C%RET/@127.0.0.1:1", "http://user:a S3CRET b@127.0.0.1:1", "http://u:S3CRET@under_score",
			"http://127.0.0.1:1/?private_token=S3CRET" })
	void credentialsInTheAddressAreRefusedAndNotRepeated(String url) {
		LoreHome environment = new LoreHome(this.folder.resolve("environment")).with("LORE_GITLAB_URL", url)
			.with("LORE_GITLAB_TOKEN", MARKED)
			.warm();
		LoreHome flag = new LoreHome(this.folder.resolve("flag")).with("LORE_GITLAB_TOKEN", MARKED).warm();
		List<LoreProcess> processes = List.of(environment.start(debug()), environment.start(debug("--dry-run")),
				flag.start(debug("--gitlab-url", url)), flag.start("runs", "list", "--gitlab-url", url));
		for (LoreProcess process : processes) {
			CliResult result = process.await();
			assertThat(result.exitCode()).isEqualTo(ExitCode.CONFIG_INVALID.number());
			assertThat(result.stdout() + result.stderr()).doesNotContain("S3C");
			assertSecret(MARKED, environment, result);
		}
	}

	@Test
	void dumpsOfADyingProcessDoNotHoldTheToken() {
		GitLabGate.Hold hold = this.gate.hold((target) -> target.contains("/discussions"));
		this.gate.exchangeToken(MARKED, SampleTokens.FULL);
		LoreHome home = home("dying", this.gate).with("JDK_JAVA_OPTIONS", "-XX:-CreateCoredumpOnCrash");
		LoreProcess process = home.start(SYNC);
		hold.awaitRequests(1);
		process.signal("QUIT");
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> process.stdoutSoFar().contains("Full thread dump")
					&& process.stdoutSoFar().contains("Compile"));
		process.signal("SEGV");
		CliResult result = process.await();
		assertThat(result.exitCode()).isNotZero();
		assertThat(home.files()).as("the report of the crash")
			.anySatisfy((file) -> assertThat(file.getFileName().toString()).startsWith("hs_err"));
		assertSecret(MARKED, home, result);
	}

	@Test
	void whatTheProgramMakesIsForItsOwnerOnly() throws IOException {
		this.gate.exchangeToken(MARKED, SampleTokens.FULL);
		LoreHome home = home("open", this.gate);
		String program = "umask 000; " + LoreProgram.command() + " ";
		GitLabGate.Hold hold = this.gate.hold((target) -> target.contains("/issues/1/discussions"));
		LoreProcess sync = home.startShell(program + String.join(" ", SYNC));
		hold.awaitRequests(1);
		assertOwnerOnly(home); // with the side files
		hold.release();
		assertThat(sync.await()).succeeded();
		assertThat(home.shell(program + "sync -p harbor/lighthouse --issue 6")).hasExitCode(ExitCode.NOT_FOUND);
		assertThat(home.shell(program + "demo --robot")).hasExitCode(ExitCode.COMPLETED);
		assertOwnerOnly(home);
	}

	private static void assertOwnerOnly(LoreHome home) throws IOException {
		assertThat(home.files()).isNotEmpty();
		for (Path file : home.files()) {
			Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(home.root().resolve(file));
			assertThat(PosixFilePermissions.toString(permissions)).as("%s", file).endsWith("------");
		}
	}

	private static String[] debug(String... more) {
		return Stream.concat(Stream.of("sync", "-p", "harbor/lighthouse", "--issue", "1", "--debug"), Stream.of(more))
			.toArray(String[]::new);
	}

	private LoreHome home(String name) {
		return home(name, this.gate);
	}

	private LoreHome home(String name, GitLabGate server) {
		return LoreHome.of(this.folder.resolve(name), server.url())
			.with("LORE_GITLAB_TOKEN", MARKED)
			.with("LORE_GITLAB_RETRY_MAXATTEMPTS", "2")
			.with("LORE_GITLAB_RETRY_INITIALWAIT", "1ms");
	}

	private GitLabGate redirecting() {
		return redirecting("/api/v4/projects/1");
	}

	private GitLabGate redirecting(String to) {
		GitLabGate server = server();
		server.answer((target) -> true, 302, "", "Location", this.elsewhere.url() + to);
		return server;
	}

	private GitLabGate echoing() {
		return echoing(403);
	}

	private GitLabGate echoing(int status) {
		String forms = String.join(" ", forms(MARKED));
		return answering(status, "{\"message\":\"bad header PRIVATE-TOKEN: " + forms + "\"}");
	}

	private GitLabGate answering(int status, String body) {
		GitLabGate server = server();
		server.answer((target) -> true, status, body);
		return server;
	}

	private GitLabGate server() {
		GitLabGate server = new GitLabGate(this.sample.url());
		this.servers.add(server);
		return server;
	}

	/**
	 * The token as it is, encoded for a URL, and in Base64.
	 */
	private static List<String> forms(String token) {
		String base64 = Base64.getEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.UTF_8));
		return List.of(token, URLEncoder.encode(token, StandardCharsets.UTF_8), base64);
	}

	private static void assertSecret(String token, LoreHome home, CliResult result) {
		for (String form : forms(token)) {
			assertThat(result.stdout()).as("stdout").doesNotContain(form);
			assertThat(result.stderr()).as("stderr").doesNotContain(form);
			assertThat(home.everyFile()).allSatisfy((path) -> {
				if (Files.isRegularFile(path)) {
					assertThat(content(path)).as("%s", path).doesNotContain(form);
				}
			});
		}
	}

	private static String content(Path file) {
		try {
			return Files.readString(file, StandardCharsets.ISO_8859_1);
		}
		catch (NoSuchFileException ex) {
			return ""; // SQLite took a side file away
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
