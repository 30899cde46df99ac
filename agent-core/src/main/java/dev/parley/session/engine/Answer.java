package dev.parley.session.engine;

import dev.parley.chat.FunctionCall;
import dev.parley.metrics.ModelLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the model has answered so far. Immutable.
 *
 * @param id of the request
 * @param spoken whether the model speaks it itself
 * @param sentences in their order, with {@link #SEGMENT_END} where the model had them flushed; of an answer that the model
 *     speaks itself, the ids of its messages
 * @param calls tools it asks for, in the order of the calls
 * @param ended whether that is all
 * @param mayCall whether it was offered tools
 * @param tokensPerSecond that the model wrote; empty while it is not known
 * @param served who made it
 */
record Answer(
        String id,
        boolean spoken,
        List<String> sentences,
        List<FunctionCall> calls,
        boolean ended,
        boolean mayCall,
        Optional<Double> tokensPerSecond,
        Served served) {
    /** Stands among the sentences where a segment ends. */
    static final String SEGMENT_END = "\f";

    Answer {
        sentences = List.copyOf(sentences);
        calls = List.copyOf(calls);
    }

    /**
     * Who made an answer.
     *
     * @param requestIds as the providers of model and voice name the requests
     * @param model that wrote it; empty before its first piece
     * @param voice that spoke it last; empty before its first audio
     */
    record Served(List<String> requestIds, Optional<ModelLabel> model, Optional<ModelLabel> voice) {
        static final Served NOBODY = new Served(List.of(), Optional.empty(), Optional.empty());

        Served {
            requestIds = List.copyOf(requestIds);
        }
    }

    static Answer asked(String id, boolean mayCall) {
        return new Answer(id, false, List.of(), List.of(), false, mayCall, Optional.empty(), Served.NOBODY);
    }

    /** An answer that needs no model. */
    static Answer given(String id, List<String> sentences) {
        return new Answer(id, false, sentences, List.of(), true, false, Optional.empty(), Served.NOBODY);
    }

    Answer with(String sentence) {
        List<String> more = new ArrayList<>(sentences);
        more.add(sentence);
        return new Answer(id, spoken, more, calls, ended, mayCall, tokensPerSecond, served);
    }

    /** With a message that the model speaks itself. */
    Answer withMessage(String itemId) {
        List<String> more = new ArrayList<>(sentences);
        more.add(itemId);
        return new Answer(id, true, more, calls, ended, mayCall, tokensPerSecond, served);
    }

    Answer with(FunctionCall call) {
        List<FunctionCall> more = new ArrayList<>(calls);
        more.add(call);
        return new Answer(id, spoken, sentences, more, ended, mayCall, tokensPerSecond, served);
    }

    Answer asEnded() {
        return new Answer(id, spoken, sentences, calls, true, mayCall, tokensPerSecond, served);
    }

    Answer paced(double perSecond) {
        return new Answer(id, spoken, sentences, calls, ended, mayCall, Optional.of(perSecond), served);
    }

    /** With the id of a request, unless it is known. */
    Answer identified(String requestId) {
        if (served.requestIds().contains(requestId)) {
            return this;
        }
        List<String> more = new ArrayList<>(served.requestIds());
        more.add(requestId);
        return with(new Served(more, served.model(), served.voice()));
    }

    Answer writtenBy(ModelLabel model) {
        return with(new Served(served.requestIds(), Optional.of(model), served.voice()));
    }

    Answer spokenBy(ModelLabel voice) {
        return with(new Served(served.requestIds(), served.model(), Optional.of(voice)));
    }

    private Answer with(Served newServed) {
        return new Answer(id, spoken, sentences, calls, ended, mayCall, tokensPerSecond, newServed);
    }
}
