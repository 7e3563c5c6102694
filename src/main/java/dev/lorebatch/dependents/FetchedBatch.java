package dev.lorebatch.dependents;

import java.util.List;

/**
 * Jobs whose fetches ended, written before the next ones are asked for.
 */
record FetchedBatch(List<FetchedJob> jobs) {

}
