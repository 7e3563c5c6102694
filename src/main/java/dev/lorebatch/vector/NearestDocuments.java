package dev.lorebatch.vector;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

import dev.lorebatch.vector.VectorSearch.Nearest;
import dev.lorebatch.vector.VectorSearch.Neighbour;

/**
 * Keeps the best so many documents of all that are offered, each with its best chunk.
 */
class NearestDocuments {

	/** Ties by id, so that the same search gives the same order. */
	private static final Comparator<Neighbour> WORST_FIRST = Comparator
		.comparingDouble((Neighbour neighbour) -> neighbour.similarity())
		.thenComparing(Neighbour::documentId, Comparator.reverseOrder());

	private final int limit;

	private final PriorityQueue<Neighbour> heap = new PriorityQueue<>(WORST_FIRST);

	private final Map<Long, Neighbour> byDocument = new HashMap<>();

	private int outdated;

	private int unproven;

	NearestDocuments(int limit) {
		if (limit < 1) {
			throw new IllegalArgumentException("The limit must be 1 or more");
		}
		this.limit = limit;
	}

	/**
	 * What is not nearer than this need not be offered.
	 */
	float threshold() {
		Neighbour worst = this.heap.peek();
		return (worst == null || this.heap.size() < this.limit) ? Float.NEGATIVE_INFINITY : worst.similarity();
	}

	void offer(long documentId, int chunkIndex, float similarity) {
		Neighbour known = this.byDocument.get(documentId);
		if (known != null && known.similarity() >= similarity) {
			return;
		}
		if (known != null) {
			this.heap.remove(known);
		}
		else if (this.heap.size() == this.limit) {
			this.byDocument.remove(this.heap.remove().documentId());
		}
		Neighbour neighbour = new Neighbour(documentId, chunkIndex, similarity);
		this.heap.add(neighbour);
		this.byDocument.put(documentId, neighbour);
	}

	/**
	 * Counts a document whose vectors are not surely of the model that is asked for.
	 * @param comparable whether they may be
	 */
	void count(boolean comparable) {
		if (comparable) {
			this.unproven++;
		}
		else {
			this.outdated++;
		}
	}

	/**
	 * Offers all that others kept, and adds what they counted.
	 */
	void addAll(NearestDocuments others) {
		this.outdated += others.outdated;
		this.unproven += others.unproven;
		others.heap
			.forEach((neighbour) -> offer(neighbour.documentId(), neighbour.chunkIndex(), neighbour.similarity()));
	}

	Nearest result() {
		List<Neighbour> sorted = new ArrayList<>(this.heap);
		sorted.sort(WORST_FIRST.reversed());
		return new Nearest(sorted, this.outdated, this.unproven);
	}

}
