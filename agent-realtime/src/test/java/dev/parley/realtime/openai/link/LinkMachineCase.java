package dev.parley.realtime.openai.link;

import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.realtime.RealtimeSetup;
import dev.parley.realtime.openai.link.LinkWorld.Socket;
import dev.parley.realtime.openai.settings.LinkSettings;
import dev.parley.realtime.openai.wire.ClientEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** A connection on virtual time, and the providers that it meets. */
abstract class LinkMachineCase {
    final List<PlainProvider> providers = new ArrayList<>();
    Optional<Instant> expiresAt = Optional.empty();

    static ChatMessage said(String id, String text) {
        return ChatMessage.of(id, ChatRole.USER, text, Instant.EPOCH);
    }

    LinkWorld world() {
        return world(RealtimeSetup.of("test", "Be brief."));
    }

    LinkWorld world(RealtimeSetup setup) {
        return world(setup, (world, socket) -> new PlainProvider(world, socket, socket::says, expiresAt));
    }

    LinkWorld world(RealtimeSetup setup, BiFunction<LinkWorld, Socket, PlainProvider> make) {
        LinkWorld[] made = new LinkWorld[1];
        made[0] = new LinkWorld(LinkSettings.standard(), setup, socket -> {
            PlainProvider provider = make.apply(made[0], socket);
            providers.add(provider);
            return provider;
        });
        made[0].feed(new LinkEvent.Started());
        return made[0];
    }

    static List<String> kinds(List<ClientEvent> events) {
        return events.stream().map(event -> event.getClass().getSimpleName()).toList();
    }
}
