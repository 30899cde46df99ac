package dev.parley.realtime.openai;

import akka.actor.typed.ActorRef;
import dev.parley.realtime.openai.link.LinkEvent;
import dev.parley.realtime.openai.link.SocketEnd;
import dev.parley.realtime.openai.socket.ModelSocket;
import dev.parley.realtime.openai.socket.SocketListener;
import dev.parley.realtime.openai.wire.ServerEvent;
import dev.parley.realtime.openai.wire.ServerEventReader;
import java.util.Optional;

/** One socket's news, read on its thread: deltas go straight to their answers, all else to the session's actor. */
final class SocketEvents implements SocketListener {
    private final RealtimeParts parts;
    private final int number;
    private final ActorRef<RealtimeWs.Command> session;
    private final ServerEventReader reader;
    private final InboundCredit credit = new InboundCredit();

    SocketEvents(RealtimeParts parts, int number, ActorRef<RealtimeWs.Command> session) {
        this.parts = parts;
        this.number = number;
        this.session = session;
        this.reader = new ServerEventReader(parts.names());
    }

    void socket(ModelSocket socket) {
        credit.of(socket);
    }

    @Override
    public void opened() {
        tell(new LinkEvent.SocketOpened(number));
    }

    @Override
    public void text(byte[] bytes, int offset, int length) {
        parts.log().show(parts.setup().sessionId(), "in", bytes, offset, length);
        Optional<ServerEvent> event = reader.read(bytes, offset, length, parts.answers());
        if (event.isEmpty()) {
            return;
        }
        if (event.get() instanceof ServerEvent.FunctionArgumentsDelta) {
            parts.answers().going();
            return;
        }
        if (event.get() instanceof ServerEvent.ResponseCreated created) {
            parts.answers().begun(created.responseId());
        }
        credit.given();
        session.tell(new RealtimeWs.Heard(new LinkEvent.Heard(number, event.get()), credit));
    }

    @Override
    public void ponged() {
        tell(new LinkEvent.Ponged(number));
    }

    @Override
    public void ended(int status, String text) {
        tell(new LinkEvent.SocketEnded(number, new SocketEnd(status, text)));
    }

    private void tell(LinkEvent event) {
        session.tell(new RealtimeWs.Happened(event));
    }
}
