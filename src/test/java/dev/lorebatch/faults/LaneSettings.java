package dev.lorebatch.faults;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * What a lane is made of.
 *
 * @param number makes ids of executions differ from those of other lanes: Spring Batch
 * keeps the contexts of all executions in the JVM in one static map
 * @param folder its own, not made yet
 * @param elsewhere another server
 * @param properties of the program's context
 */
record LaneSettings(int number, Path folder, URI elsewhere, Refusals refusals, List<String> properties) {

}
