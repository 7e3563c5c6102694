package dev.lorebatch.intake;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.lorebatch.mirror.Entities;
import dev.lorebatch.mirror.Labels;
import dev.lorebatch.mirror.Projects;
import dev.lorebatch.mirror.RawPayloads;
import dev.lorebatch.mirror.References;
import dev.lorebatch.queue.DependentJobs;
import dev.lorebatch.queue.DependentStates;
import dev.lorebatch.queue.DirtySources;
import dev.lorebatch.run.RunEntities;
import dev.lorebatch.run.RunFetches;

/**
 * The one intake, shared by the phases that write entities.
 */
@Configuration(proxyBeanMethods = false)
class IntakeConfiguration {

	@Bean
	EntityIntake entityIntake(DirtySources dirtySources, DependentJobs jobs, DependentStates states,
			RunEntities runEntities, RunFetches fetches) {
		Entities entities = new Entities(new Labels(), new RawPayloads());
		return new EntityIntake(new Projects(), entities, new References(), dirtySources, jobs, states, runEntities,
				fetches);
	}

}
