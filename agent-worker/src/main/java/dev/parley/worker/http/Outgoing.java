package dev.parley.worker.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.session.SessionEvent;
import dev.parley.worker.events.EventJson;

/** What a caller's socket sends beside audio. */
sealed interface Outgoing {

    /** Its text frame. */
    String json();

    /** Something that happened in the session. */
    record Happened(SessionEvent event) implements Outgoing {
        @Override
        public String json() {
            return Json.text(EventJson.of(event));
        }
    }

    /** An answer to one of the caller's own frames. */
    record Reply(ObjectNode body) implements Outgoing {
        @Override
        public String json() {
            return Json.text(body);
        }
    }

    static Reply error(ApiFailure failure) {
        return new Reply(
                Json.object().put("type", "error").put("error", failure.error()).put("detail", failure.detail()));
    }
}
