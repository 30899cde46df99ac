/** Session events and conversations as JSON, for the API and for reports; begin with {@link dev.parley.worker.events.EventJson}. */
@NullMarked
package dev.parley.worker.events;

import org.jspecify.annotations.NullMarked;
