package dev.parley.session.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a running tool asks for about the speech that it belongs to, and the news that it has for the model. */
final class SpeechRequests {
    private final Draft draft;
    private final AgentSide agent;
    private final SpeechIntake intake;
    private final ToolSide tools;

    SpeechRequests(Draft draft, AgentSide agent, SpeechIntake intake, ToolSide tools) {
        this.draft = draft;
        this.agent = agent;
        this.intake = intake;
        this.tools = tools;
    }

    void proceed() {
        tellPlayed();
        boolean floorFree = draft.toolWork.floor().holder().isEmpty();
        if (draft.running() && floorFree && draft.nobodySpeaks()) {
            List<String> news = tools.tellNews();
            if (!news.isEmpty()) {
                intake.replyToNews(news);
            }
        }
    }

    void onInterruptionsDisallowed(long askId, String speechId) {
        Optional<Speech> speech = Stream.of(draft.current.stream(), draft.queue.stream(), draft.working.stream())
                .flatMap(speeches -> speeches)
                .filter(one -> one.id().equals(speechId))
                .findFirst();
        if (speech.filter(one -> !one.interrupted()).isEmpty()) {
            draft.refused(askId, "speech " + speechId + ": over or interrupted (expected: one that goes on)");
            return;
        }
        Speech safe = speech.get().withoutInterruptions();
        draft.current(draft.current.map(one -> one.id().equals(speechId) ? safe : one));
        draft.queue.replaceAll(one -> one.id().equals(speechId) ? safe : one);
        draft.working.replaceAll(one -> one.id().equals(speechId) ? safe : one);
        if (draft.hold
                .filter(hold -> hold.utterance().speechId().equals(speechId))
                .isPresent()) {
            agent.interruptions().resume();
        }
        draft.granted(askId, "");
    }

    void onPlayoutAwaited(long askId, String speechId) {
        Map<Long, String> more = new HashMap<>(draft.toolWork.awaitingPlayout());
        more.put(askId, speechId);
        draft.toolWork = draft.toolWork.withAwaitingPlayout(more);
    }

    /** Tells those who wait for a speech to be played. */
    private void tellPlayed() {
        Map<Long, String> waiting = new TreeMap<>(draft.toolWork.awaitingPlayout());
        if (waiting.isEmpty()) {
            return;
        }
        waiting.entrySet()
                .removeIf(wait -> draft.current
                        .filter(speech -> speech.id().equals(wait.getValue()))
                        .isEmpty());
        draft.toolWork.awaitingPlayout().keySet().stream()
                .filter(askId -> !waiting.containsKey(askId))
                .sorted()
                .forEach(askId -> draft.granted(askId, ""));
        draft.toolWork = draft.toolWork.withAwaitingPlayout(waiting);
    }
}
