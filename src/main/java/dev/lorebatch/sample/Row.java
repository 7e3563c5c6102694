package dev.lorebatch.sample;

/**
 * What lists are filtered and sorted by: small enough to keep for every entity.
 *
 * @param iid the IID
 * @param id the global id
 * @param created when it was created, in microseconds
 * @param updated when it was last updated, in microseconds
 * @param state the state
 * @param confidential whether only members may see it
 */
record Row(long iid, long id, long created, long updated, String state, boolean confidential) {

}
