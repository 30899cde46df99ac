package dev.parley.testkit.realtime.script;

import java.util.ArrayList;
import java.util.List;

/**
 * What a fake realtime server does. Immutable; a server that was given a script goes through it once, over all its
 * connections.
 *
 * <p>A response takes the next of the {@code replies} while there are any; then the first of the {@code rules} that is
 * about the turn; then the language model that the server was given; then {@code otherwise}.
 *
 * @param replies replies in order, for responses in the conversation; out-of-band responses begin with the rules
 * @param rules asked in order
 * @param otherwise the reply to what nothing else is about
 * @param userSays what the next utterances that are committed will be recognised as; later ones go to the recogniser
 *     that the server was given
 */
public record RealtimeScript(
        List<FakeReply> replies,
        List<ReplyRule> rules,
        FakeReply otherwise,
        List<String> userSays,
        List<Fault> faults,
        Delivery delivery,
        ServiceLimits limits) {
    public RealtimeScript {
        replies = List.copyOf(replies);
        rules = List.copyOf(rules);
        userSays = List.copyOf(userSays);
        faults = List.copyOf(faults);
    }

    /** A script without replies: responses are empty unless the server was given a language model. */
    public static RealtimeScript empty() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects a script. */
    public static final class Builder {
        private final List<FakeReply> replies = new ArrayList<>();
        private final List<ReplyRule> rules = new ArrayList<>();
        private final List<String> userSays = new ArrayList<>();
        private final List<Fault> faults = new ArrayList<>();
        private FakeReply otherwise = FakeReply.nothing();
        private Delivery delivery = Delivery.standard();
        private ServiceLimits limits = ServiceLimits.standard();

        private Builder() {}

        /** The next response in the conversation is this. */
        public Builder reply(FakeReply reply) {
            replies.add(reply);
            return this;
        }

        public Builder rule(ReplyRule rule) {
            rules.add(rule);
            return this;
        }

        public Builder otherwise(FakeReply reply) {
            otherwise = reply;
            return this;
        }

        /** The next utterance is recognised as this. */
        public Builder userSays(String text) {
            userSays.add(text);
            return this;
        }

        public Builder fault(Fault fault) {
            faults.add(fault);
            return this;
        }

        public Builder delivery(Delivery newDelivery) {
            delivery = newDelivery;
            return this;
        }

        public Builder limits(ServiceLimits newLimits) {
            limits = newLimits;
            return this;
        }

        public RealtimeScript build() {
            return new RealtimeScript(replies, rules, otherwise, userSays, faults, delivery, limits);
        }
    }
}
