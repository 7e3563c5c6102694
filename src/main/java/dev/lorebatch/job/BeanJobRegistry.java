package dev.lorebatch.job;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.configuration.JobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The jobs of the context, which have the names of their beans. Each is made when it is
 * asked for: Spring Batch's own registry makes them all, with their steps.
 */
record BeanJobRegistry(ListableBeanFactory beans) implements JobRegistry {

	@Override
	public @Nullable Job getJob(String name) {
		return this.beans.containsBean(name) ? this.beans.getBean(name, Job.class) : null;
	}

	@Override
	public Collection<String> getJobNames() {
		return List.of(this.beans.getBeanNamesForType(Job.class));
	}

	@Override
	public void register(Job job) {
		throw new UnsupportedOperationException("jobs are beans");
	}

	@Override
	public void unregister(String jobName) {
		throw new UnsupportedOperationException("jobs are beans");
	}

}
