package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.audio.AudioFrame;
import dev.parley.testkit.realtime.script.FakeReply;

/** What happens to a {@link RealtimeMachine}. */
public sealed interface Stimulus {

    /** The connection is open. */
    record Opened() implements Stimulus {}

    /** The client has sent an event, already in the current dialect. */
    record ClientEvent(JsonNode event) implements Stimulus {}

    /** The client has sent something that is no event. */
    record Unreadable(String why) implements Stimulus {}

    record AlarmRang(Alarm alarm) implements Stimulus {}

    /** An utterance was recognised; an empty text means that nothing was understood. */
    record Heard(String itemId, String text) implements Stimulus {}

    /** An utterance could not be recognised. */
    record HearingFailed(String itemId, String why) implements Stimulus {}

    record Answered(String responseId, FakeReply reply) implements Stimulus {}

    /** A part of a reply was spoken, in any format. */
    record Spoken(String responseId, int part, AudioFrame audio) implements Stimulus {}

    /** The model or the voice has failed. */
    record AnswerFailed(String responseId, String why) implements Stimulus {}
}
