package dev.parley.tts;

import dev.parley.audio.AudioFrame;
import dev.parley.text.TimedText;
import java.util.List;

/**
 * Speech, and what is said when in it.
 *
 * @param frame may be empty where only timings are left to tell
 * @param timings since the beginning of the speech that the frame is part of; in their order, each once, with the frame it
 *     begins in or later
 */
public record SynthesizedAudio(AudioFrame frame, List<TimedText> timings) {
    public SynthesizedAudio {
        timings = List.copyOf(timings);
    }

    /** Speech without timings. */
    public static SynthesizedAudio of(AudioFrame frame) {
        return new SynthesizedAudio(frame, List.of());
    }

    /** Whether it brings neither sound nor timings. */
    public boolean isEmpty() {
        return frame.byteCount() == 0 && timings.isEmpty();
    }

    /** The timings of other audio, such as the same made louder. */
    public SynthesizedAudio withFrame(AudioFrame newFrame) {
        return new SynthesizedAudio(newFrame, timings);
    }
}
