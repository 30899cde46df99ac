package dev.parley.session.engine;

import dev.parley.chat.FunctionCall;
import java.util.ArrayList;
import java.util.List;

/**
 * What the model has answered so far. Immutable.
 *
 * @param id of the request
 * @param sentences in their order
 * @param calls tools it asks for, in the order of the calls
 * @param ended whether that is all
 * @param mayCall whether it was offered tools
 */
record Answer(String id, List<String> sentences, List<FunctionCall> calls, boolean ended, boolean mayCall) {
    Answer {
        sentences = List.copyOf(sentences);
        calls = List.copyOf(calls);
    }

    static Answer asked(String id, boolean mayCall) {
        return new Answer(id, List.of(), List.of(), false, mayCall);
    }

    /** An answer that needs no model. */
    static Answer given(String id, List<String> sentences) {
        return new Answer(id, sentences, List.of(), true, false);
    }

    Answer with(String sentence) {
        List<String> more = new ArrayList<>(sentences);
        more.add(sentence);
        return new Answer(id, more, calls, ended, mayCall);
    }

    Answer with(FunctionCall call) {
        List<FunctionCall> more = new ArrayList<>(calls);
        more.add(call);
        return new Answer(id, sentences, more, ended, mayCall);
    }

    Answer asEnded() {
        return new Answer(id, sentences, calls, true, mayCall);
    }
}
