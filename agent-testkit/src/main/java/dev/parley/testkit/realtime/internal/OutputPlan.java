package dev.parley.testkit.realtime.internal;

import akka.util.ByteString;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import dev.parley.testkit.realtime.script.Delivery;
import dev.parley.testkit.realtime.script.ReplyPart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Cuts a reply into the pieces in which it is sent: words a little before the audio that they are in. */
final class OutputPlan {
    private static final Pattern WORD = Pattern.compile("\\s*\\S+");
    private static final int ARGUMENT_CHARACTERS = 16;

    private final AudioCodec codec;
    private final Delivery delivery;
    private final List<OutputStep> steps = new ArrayList<>();

    private OutputPlan(AudioCodec codec, Delivery delivery) {
        this.codec = codec;
        this.delivery = delivery;
    }

    /**
     * The steps of a reply.
     *
     * @param spoken the audio of the parts that are spoken, by their place in the reply
     */
    static List<OutputStep> of(
            List<ReplyPart> parts, Map<Integer, AudioFrame> spoken, AudioCodec codec, Delivery delivery) {
        OutputPlan plan = new OutputPlan(codec, delivery);
        for (int i = 0; i < parts.size(); i++) {
            plan.add(parts.get(i), spoken.get(i));
        }
        return plan.steps;
    }

    private void add(ReplyPart part, @Nullable AudioFrame audio) {
        steps.add(new OutputStep.Begin(part));
        if (part instanceof ReplyPart.ToolCall call) {
            addArguments(call.arguments());
        } else if (part instanceof ReplyPart.Speech speech) {
            if (audio == null) {
                words(speech.text()).forEach(word -> steps.add(new OutputStep.Words(word)));
            } else {
                addSpeech(words(speech.text()), encode(audio));
            }
        }
        steps.add(new OutputStep.End());
    }

    private void addArguments(String arguments) {
        for (int from = 0; from < arguments.length(); from += ARGUMENT_CHARACTERS) {
            int to = Math.min(arguments.length(), from + ARGUMENT_CHARACTERS);
            steps.add(new OutputStep.Arguments(arguments.substring(from, to)));
        }
    }

    private byte[] encode(AudioFrame audio) {
        Resampler resampler = Resampler.between(audio.format(), codec.format());
        byte[] begin = codec.encode(resampler.accept(audio));
        byte[] rest = codec.encode(resampler.flush());
        byte[] all = Arrays.copyOf(begin, begin.length + rest.length);
        System.arraycopy(rest, 0, all, begin.length, rest.length);
        return all;
    }

    private void addSpeech(List<String> words, byte[] audio) {
        int piece = Math.toIntExact(delivery.delta().toMillis()) * codec.bytesPerMilli();
        int said = 0;
        for (int from = 0; from < audio.length; from += piece) {
            int to = Math.min(audio.length, from + piece);
            int due = (int) Math.ceil((double) words.size() * to / audio.length);
            while (said < due) {
                steps.add(new OutputStep.Words(words.get(said++)));
            }
            Duration after = from == 0 ? Duration.ZERO : delivery.interval();
            steps.add(new OutputStep.Audio(ByteString.fromArray(audio, from, to - from), after));
        }
        words.subList(said, words.size()).forEach(word -> steps.add(new OutputStep.Words(word)));
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }
}
