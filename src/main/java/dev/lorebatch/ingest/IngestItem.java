package dev.lorebatch.ingest;

import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Payload;

/**
 * One entity to write.
 *
 * @param project the project it belongs to
 */
record IngestItem(EntityRef entity, Payload payload, Payload project) {

}
