package dev.lorebatch.ingest;

import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Payload;

/**
 * One entity to write.
 *
 * @param project the project it belongs to
 * @param fetch the number of the fetch both come from
 */
record IngestItem(EntityRef entity, Payload payload, Payload project, long fetch) {

}
