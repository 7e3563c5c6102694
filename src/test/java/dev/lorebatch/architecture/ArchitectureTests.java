package dev.lorebatch.architecture;

import java.io.Console;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalDateTime;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionManager;

import dev.lorebatch.LoreBatchApplication;
import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.failure.LoreException;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The shape of the house.
 */
@AnalyzeClasses(packagesOf = LoreBatchApplication.class,
		importOptions = { ImportOption.DoNotIncludeTests.class, ArchitectureTests.WithoutGenerated.class })
class ArchitectureTests {

	private static final String ROOT = "dev.lorebatch";

	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching(ROOT + ".(*)..")
		.should()
		.beFreeOfCycles()
		.because("a package that is part of a cycle cannot be understood alone");

	@ArchTest
	static final ArchRule dependenciesPointOneWay = layeredArchitecture().consideringOnlyDependenciesInLayers()
		.layer("root")
		.definedBy(ROOT)
		.layer("cli")
		.definedBy(ROOT + ".cli..")
		.layer("job")
		.definedBy(ROOT + ".job..")
		.layer("phases")
		.definedBy(ROOT + ".preflight..", ROOT + ".ingest..", ROOT + ".dependents..", ROOT + ".documents..",
				ROOT + ".embedding..")
		.layer("step")
		.definedBy(ROOT + ".step..")
		.layer("features")
		.definedBy(ROOT + ".gitlab..", ROOT + ".http..", ROOT + ".install..", ROOT + ".mirror..", ROOT + ".ollama..",
				ROOT + ".queue..", ROOT + ".run..", ROOT + ".lock..", ROOT + ".intake..", ROOT + ".maintenance..",
				ROOT + ".search..", ROOT + ".vector..", ROOT + ".audit..", ROOT + ".webhook..")
		.layer("database")
		.definedBy(ROOT + ".database..")
		.layer("words")
		.definedBy(ROOT + ".entity..", ROOT + ".failure..", ROOT + ".crash..", ROOT + ".logging..", ROOT + ".machine..",
				ROOT + ".text..")
		.whereLayer("root")
		.mayNotBeAccessedByAnyLayer()
		.whereLayer("cli")
		.mayOnlyBeAccessedByLayers("root")
		.whereLayer("job")
		.mayOnlyBeAccessedByLayers("cli")
		.whereLayer("phases")
		.mayOnlyBeAccessedByLayers("job", "cli")
		.whereLayer("step")
		.mayOnlyBeAccessedByLayers("phases", "job", "cli")
		.whereLayer("features")
		.mayOnlyBeAccessedByLayers("step", "phases", "job", "cli")
		.whereLayer("database")
		.mayOnlyBeAccessedByLayers("features", "step", "phases", "job", "cli")
		.because("cli uses job, job uses phases, phases use features, features use the database");

	@ArchTest
	static final ArchRule settingsAndSampleBelongToTheCommandLine = noClasses().that()
		.resideOutsideOfPackages(ROOT + ".cli..", ROOT + ".config..", ROOT + ".sample..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage(ROOT + ".config..", ROOT + ".sample..")
		.because("jobs get their settings from Spring and their GitLab from the settings");

	@ArchTest
	static final ArchRule phasesDoNotSeeEachOther = slices()
		.matching(ROOT + ".(preflight|ingest|dependents|documents|embedding)..")
		.should()
		.notDependOnEachOther()
		.because("phases meet in the job only; what they hand on goes through queue, run or mirror");

	@ArchTest
	static final ArchRule httpClientsKnowNoStorage = noClasses().that()
		.resideInAnyPackage(ROOT + ".gitlab..", ROOT + ".http..", ROOT + ".ollama..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage(ROOT + ".database..", ROOT + ".run..", ROOT + ".lock..", "org.springframework.jdbc..",
				"java.sql..", "javax.sql..")
		.because("no database lock can be held across a network call by code that does not know the database");

	@ArchTest
	static final ArchRule onlyGitLabAndOllamaTalkHttp = noClasses().that()
		.resideOutsideOfPackages(ROOT + ".gitlab..", ROOT + ".ollama..", ROOT + ".http..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("java.net.http..", "org.apache.hc..")
		.because("requests to GitLab go through the one retry policy and the one rate limit gate, those to Ollama "
				+ "through its own; nothing else is on the network");

	@ArchTest
	static final ArchRule ollamaKnowsNothingOfGitLab = noClasses().that()
		.resideInAnyPackage(ROOT + ".ollama..", ROOT + ".vector..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage(ROOT + ".gitlab..")
		.because("GitLab's token can never be sent to another server by code that cannot reach it");

	@ArchTest
	static final ArchRule springBatchStaysInJobAndPhases = noClasses().that()
		.resideInAnyPackage(ROOT + ".cli..", ROOT + ".gitlab..", ROOT + ".http..", ROOT + ".mirror..",
				ROOT + ".ollama..", ROOT + ".queue..", ROOT + ".run..", ROOT + ".lock..", ROOT + ".vector..",
				ROOT + ".intake..", ROOT + ".search..", ROOT + ".database..", ROOT + ".entity..", ROOT + ".failure..",
				ROOT + ".crash..", ROOT + ".config..", ROOT + ".sample..", ROOT + ".audit..", ROOT + ".webhook..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.batch..")
		.because("steps can be wired differently without touching what they do");

	@ArchTest
	static final ArchRule onlyWriteTransactionsWrite = noClasses().that()
		.resideOutsideOfPackage(ROOT + ".database..")
		.should()
		.callMethodWhere(writes())
		.because("a WriteTransaction is the proof that an immediate transaction is open");

	@ArchTest
	static final ArchRule writersOfTheMirrorDemandProof = methods().that()
		.areDeclaredInClassesThat()
		.resideInAnyPackage(ROOT + ".mirror..", ROOT + ".queue..", ROOT + ".intake..")
		.and()
		.areNotPrivate()
		.and()
		.haveNameMatching(
				"write|replace|insert|delete|mark|markIfNeeded|enqueue|reopen|claim|complete|fail|release|remove")
		.should(takeAWriteTransaction())
		.because("code that writes the mirror cannot be called outside a write transaction");

	@ArchTest
	static final ArchRule onlyTheCommandLineUsesPicocliAndStreams = noClasses().that()
		.resideOutsideOfPackages(ROOT + ".cli..", ROOT)
		.should()
		.dependOnClassesThat()
		.resideInAPackage("picocli..")
		.orShould()
		.accessField(System.class, "out")
		.orShould()
		.accessField(System.class, "err")
		.orShould()
		.callMethod(System.class, "exit", int.class)
		.because("stdout carries results only, and one place decides about the exit code");

	@ArchTest
	static final ArchRule whatIsPrintedIsSafeToShow = noClasses().that()
		.doNotHaveFullyQualifiedName(ROOT + ".cli.StandardStream")
		.should()
		.callMethodWhere(prints())
		.because("StandardStream takes TerminalText, and lines in which nothing hides");

	@ArchTest
	static final ArchRule timeComesFromAClock = noClasses().should()
		.callMethod(Instant.class, "now")
		.orShould()
		.callMethod(LocalDateTime.class, "now")
		.orShould()
		.callMethod(System.class, "currentTimeMillis")
		.because("tests have to be able to set the time");

	@ArchTest
	static final ArchRule fieldsAreNotInjected = noFields().should()
		.beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
		.because("constructors say what a class needs");

	@ArchTest
	static final ArchRule namesSayWhatAClassDoes = noClasses().that()
		.areNotAssignableTo(TransactionManager.class)
		.should()
		.haveSimpleNameEndingWith("Util")
		.orShould()
		.haveSimpleNameEndingWith("Utils")
		.orShould()
		.haveSimpleNameEndingWith("Helper")
		.orShould()
		.haveSimpleNameEndingWith("Manager")
		.orShould()
		.haveSimpleNameEndingWith("Impl")
		.because("these names say nothing")
		.allowEmptyShould(false);

	@ArchTest
	static final ArchRule exceptionsAreTyped = classes().that()
		.areAssignableTo(Exception.class)
		.and()
		.resideOutsideOfPackages(ROOT + ".sample..")
		.and()
		.areNotMemberClasses()
		.should()
		.beAssignableTo(LoreException.class)
		.andShould()
		.haveSimpleNameEndingWith("Exception")
		.because("every failure has one exit code and one line for people");

	@ArchTest
	static final ArchRule packagesSayWhatIsNull = classes().should(resideInANullMarkedPackage())
		.because("NullAway checks marked packages only");

	private static DescribedPredicate<JavaCall<?>> writes() {
		return DescribedPredicate.describe("write through JdbcClient or JdbcTemplate", (call) -> {
			boolean client = call.getTargetOwner().isAssignableTo(JdbcClient.StatementSpec.class)
					&& call.getName().equals("update");
			boolean template = call.getTargetOwner().isAssignableTo(JdbcTemplate.class)
					&& call.getName().matches("update|batchUpdate|execute");
			return client || template;
		});
	}

	private static DescribedPredicate<JavaCall<?>> prints() {
		return DescribedPredicate.describe("print", (call) -> {
			boolean stream = call.getTargetOwner().isAssignableTo(PrintStream.class)
					|| call.getTargetOwner().isAssignableTo(PrintWriter.class)
					|| call.getTargetOwner().isAssignableTo(Console.class);
			return stream && call.getName().matches("print|println|printf|format|append|write|writeBytes");
		});
	}

	private static ArchCondition<com.tngtech.archunit.core.domain.JavaMethod> takeAWriteTransaction() {
		return new ArchCondition<>("take a WriteTransaction") {

			@Override
			public void check(com.tngtech.archunit.core.domain.JavaMethod method, ConditionEvents events) {
				boolean proof = method.getRawParameterTypes()
					.stream()
					.anyMatch((type) -> type.isEquivalentTo(WriteTransaction.class));
				events.add(new SimpleConditionEvent(method, proof, method.getFullName()));
			}

		};
	}

	private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
		return new ArchCondition<>("reside in a @NullMarked package") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				JavaPackage owner = type.getPackage();
				boolean marked = owner.getPackageInfo() != null && owner.isAnnotatedWith(NullMarked.class);
				events.add(new SimpleConditionEvent(type,
						marked || type.getModifiers().contains(JavaModifier.SYNTHETIC), type.getFullName()));
			}

		};
	}

	/**
	 * Leaves out what Spring AOT generated.
	 */
	static class WithoutGenerated implements ImportOption {

		@Override
		public boolean includes(Location location) {
			return !location.contains("__");
		}

	}

}
