package dev.parley.bench.pipeline;

import dev.parley.audio.AudioFrame;
import dev.parley.vad.VadEvent;
import java.time.Duration;
import java.util.List;

/** Hears speech begin and end as the timetable says. Not thread-safe. */
final class ScriptedVad {
    private final Duration toStart;
    private final Duration toEnd;
    private final Utterances utterances;
    private Duration position = Duration.ZERO;

    ScriptedVad(Timetable timetable) {
        toStart = Duration.ofMillis(timetable.vadStartMs());
        toEnd = Duration.ofMillis(timetable.vadEndMs());
        utterances =
                new Utterances(timetable.vadStartMs() / Timetable.FRAME_MS, timetable.vadEndMs() / Timetable.FRAME_MS);
    }

    List<VadEvent> accept(AudioFrame frame) {
        position = position.plus(frame.duration());
        return switch (utterances.accept(frame)) {
            case STARTED -> List.of(new VadEvent.SpeechStarted(position.minus(toStart), toStart));
            case ENDED -> List.of(new VadEvent.SpeechEnded(position.minus(toEnd), toEnd));
            case NONE -> List.of();
        };
    }
}
