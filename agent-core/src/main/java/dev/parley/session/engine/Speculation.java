package dev.parley.session.engine;

import dev.parley.chat.ChatContext;

/**
 * An answer begun before the turn is surely over.
 *
 * @param transcript the turn that it answers
 * @param context the conversation that it continues; it is of no use to another
 */
record Speculation(Answer answer, String transcript, ChatContext context, Timing timing) {

    Speculation with(Answer newAnswer, Timing newTiming) {
        return new Speculation(newAnswer, transcript, context, newTiming);
    }

    boolean answers(String turn, ChatContext conversation) {
        return transcript.equals(turn) && context.equals(conversation);
    }
}
