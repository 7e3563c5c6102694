package dev.lorebatch.job;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;

import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.lock.RunLeases;
import dev.lorebatch.step.RunParameters;

/**
 * A job repository that writes nothing of a run that another process took away from this
 * one. Spring Batch guards its rows with versions, but a job execution whose version is
 * out of date takes the newer one over before it is written, and a step execution that
 * cannot be written makes its job {@code UNKNOWN}: a process that wakes after its run was
 * recovered would undo that. Here the lease of the run is looked at in the very
 * transaction that writes.
 */
final class FencedJobRepository implements InvocationHandler {

	private final JobRepository repository;

	private final RunLeases leases;

	private final WriteTransactions transactions;

	private FencedJobRepository(JobRepository repository, RunLeases leases, WriteTransactions transactions) {
		this.repository = repository;
		this.leases = leases;
		this.transactions = transactions;
	}

	/**
	 * Puts the fence around a repository. What only reads passes; so does what is written
	 * of a run that this process did not take.
	 */
	static JobRepository around(JobRepository repository, RunLeases leases, WriteTransactions transactions) {
		return (JobRepository) Proxy.newProxyInstance(FencedJobRepository.class.getClassLoader(),
				new Class<?>[] { JobRepository.class }, new FencedJobRepository(repository, leases, transactions));
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
		JobExecution execution = written(method, arguments);
		if (execution == null) {
			return delegate(method, arguments);
		}
		String runId = RunParameters.runId(execution);
		if (method.getName().startsWith("create")) {
			// Has a transaction of its own in the repository, which must not wait for
			// ours
			this.transactions.run((tx) -> this.leases.verifyHeld(tx, runId));
			return delegate(method, arguments);
		}
		return this.transactions.call((tx) -> {
			this.leases.verifyHeld(tx, runId);
			return delegateUnchecked(method, arguments);
		});
	}

	/**
	 * The execution a method writes of, {@code null} if it writes nothing of one.
	 */
	private static @Nullable JobExecution written(Method method, Object @Nullable [] arguments) {
		boolean writes = method.getName().startsWith("update") || method.getName().startsWith("createStep");
		if (!writes || arguments == null) {
			return null;
		}
		for (Object argument : arguments) {
			if (argument instanceof StepExecution step) {
				return step.getJobExecution();
			}
			if (argument instanceof JobExecution execution) {
				return execution;
			}
		}
		return null;
	}

	/**
	 * For methods that write, of which none declares a checked exception.
	 */
	private @Nullable Object delegateUnchecked(Method method, Object @Nullable [] arguments) {
		try {
			return delegate(method, arguments);
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	private @Nullable Object delegate(Method method, Object @Nullable [] arguments) throws Throwable {
		try {
			return method.invoke(this.repository, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

}
