package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.audio.AudioFrame;
import dev.parley.testkit.realtime.script.RealtimeTurn;
import java.time.Duration;

/** What a {@link RealtimeMachine} wants done, in this order. */
public sealed interface Effect {

    /** To the client, in the current dialect. */
    record Send(ObjectNode event) implements Effect {}

    /** Ring after this time; replaces the alarm of the same name. */
    record SetAlarm(Alarm alarm, Duration delay) implements Effect {}

    record ClearAlarm(Alarm alarm) implements Effect {}

    /** Recognise this utterance; {@link Stimulus.Heard} or {@link Stimulus.HearingFailed} must follow. */
    record Hear(String itemId, AudioFrame audio) implements Effect {}

    /** Find a reply; {@link Stimulus.Answered} or {@link Stimulus.AnswerFailed} must follow. */
    record Answer(String responseId, RealtimeTurn turn) implements Effect {}

    /** Speak; {@link Stimulus.Spoken} or {@link Stimulus.AnswerFailed} must follow. */
    record Speak(String responseId, int part, String text) implements Effect {}

    record Close(int code, String reason) implements Effect {}
}
