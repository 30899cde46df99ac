package dev.parley.realtime.openai;

import akka.Done;
import akka.actor.typed.ActorRef;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatItem;
import dev.parley.llm.ToolDefinition;
import dev.parley.realtime.RealtimeImage;
import dev.parley.realtime.RealtimeReply;
import dev.parley.realtime.openai.link.LinkEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A session as its owner holds it: audio into its lane, all else to its actor. */
final class WsSession implements OpenAiRealtimeSession {
    private final ActorRef<RealtimeWs.Command> actor;
    private final AudioLane lane;
    private final CompletionStage<Done> ended;

    WsSession(ActorRef<RealtimeWs.Command> actor, AudioLane lane, CompletionStage<Done> ended) {
        this.actor = actor;
        this.lane = lane;
        this.ended = ended;
    }

    private void tell(LinkEvent event) {
        actor.tell(new RealtimeWs.Happened(event));
    }

    @Override
    public void pushAudio(AudioFrame frame) {
        lane.accept(frame);
    }

    @Override
    public void commitAudio() {
        tell(new LinkEvent.CommitAsked());
    }

    @Override
    public void clearAudio() {
        tell(new LinkEvent.ClearAsked());
    }

    @Override
    public void addItem(ChatItem item) {
        tell(new LinkEvent.ItemGiven(item));
    }

    @Override
    public void addImage(RealtimeImage image) {
        tell(new LinkEvent.ImageGiven(image));
    }

    @Override
    public void removeItem(String itemId) {
        tell(new LinkEvent.ItemRemoved(itemId));
    }

    @Override
    public void updateInstructions(String instructions) {
        tell(new LinkEvent.InstructionsGiven(instructions));
    }

    @Override
    public void updateTools(List<ToolDefinition> tools) {
        tell(new LinkEvent.ToolsGiven(tools));
    }

    @Override
    public void generateReply(RealtimeReply reply) {
        tell(new LinkEvent.ReplyAsked(reply));
    }

    @Override
    public void cancel(String replyId) {
        tell(new LinkEvent.CancelAsked(replyId));
    }

    @Override
    public void truncate(String itemId, Duration played) {
        tell(new LinkEvent.TruncateAsked(itemId, played.toMillis()));
    }

    @Override
    public void send(ObjectNode event) {
        tell(new LinkEvent.OtherAsked(event.deepCopy()));
    }

    @Override
    public long droppedFrames() {
        return lane.dropped();
    }

    @Override
    public void close() {
        tell(new LinkEvent.CloseAsked());
    }

    @Override
    public CompletionStage<Done> whenClosed() {
        return ended;
    }
}
