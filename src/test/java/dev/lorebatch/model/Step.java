package dev.lorebatch.model;

/**
 * One thing that happens.
 *
 * @param pick which entity or project
 * @param more which label, note, time or request
 */
record Step(Op op, int pick, int more) {

}
