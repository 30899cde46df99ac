package dev.parley.realtime.openai;

import akka.actor.typed.ActorSystem;
import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.openai.settings.Endpoint;
import dev.parley.realtime.openai.settings.EventNames;
import dev.parley.realtime.openai.settings.LinkSettings;
import dev.parley.realtime.openai.settings.SessionSettings;
import java.util.Optional;
import java.util.function.Consumer;

/** Collects what a model needs. Not thread-safe. */
public final class OpenAiRealtimeModelBuilder {
    final ActorSystem<?> system;
    final SessionSettings settings;
    LinkSettings link = LinkSettings.standard();
    EventNames names = EventNames.standard();
    boolean logFrames;
    Consumer<? super RealtimeEvent> observer = event -> {};
    private Optional<Endpoint> endpoint = Optional.empty();

    OpenAiRealtimeModelBuilder(ActorSystem<?> system, SessionSettings settings) {
        this.system = system;
        this.settings = settings;
    }

    /** Where the model is; the environment says if nothing is given, see {@link Endpoint#fromEnvironment}. */
    public OpenAiRealtimeModelBuilder endpoint(Endpoint where) {
        endpoint = Optional.of(where);
        return this;
    }

    public OpenAiRealtimeModelBuilder link(LinkSettings how) {
        link = how;
        return this;
    }

    public OpenAiRealtimeModelBuilder eventNames(EventNames other) {
        names = other;
        return this;
    }

    /**
     * Shows every text at debug level, audio left out and keys masked, in the field {@code pii}: it holds what people say.
     */
    public OpenAiRealtimeModelBuilder logFrames() {
        logFrames = true;
        return this;
    }

    /** Is told every event of every session before its owner: for analytics, usage, limits. Must not block or throw. */
    public OpenAiRealtimeModelBuilder observer(Consumer<? super RealtimeEvent> analytics) {
        observer = analytics;
        return this;
    }

    /**
     * The model.
     *
     * @throws IllegalArgumentException if it is not known where the model is or how to get in; says what to set
     */
    public OpenAiRealtimeModel build() {
        return new OpenAiRealtimeModel(
                this, endpoint.orElseGet(() -> Endpoint.fromEnvironment(System.getenv(), settings.model())));
    }
}
