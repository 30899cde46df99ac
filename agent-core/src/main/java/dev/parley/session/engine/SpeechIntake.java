package dev.parley.session.engine;

import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.Modality;
import dev.parley.session.ReplyOptions;
import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechOptions;
import dev.parley.session.engine.SessionMachines.SpeechPlace;
import dev.parley.session.engine.Timing.Station;
import dev.parley.tool.ToolFlag;
import java.util.List;
import java.util.Optional;

/** What the agent is to say: asked for by the host and the agent's own code, by tools, or by a turn of the caller's. */
final class SpeechIntake {
    private final Draft draft;
    private final AgentSide agent;
    private final AnswerSide answers;
    private final ToolSide tools;

    SpeechIntake(Draft draft, AgentSide agent, AnswerSide answers, ToolSide tools) {
        this.draft = draft;
        this.agent = agent;
        this.answers = answers;
        this.tools = tools;
    }

    // --- by the host

    void say(String id, String text, SpeechOptions options) {
        agent.enqueue(Speech.say(id, options, Answer.given(draft.nextId("text"), Sentences.of(text))), true);
    }

    /** The same for a text that comes piece by piece. */
    void sayRead(String id, SpeechOptions options) {
        agent.enqueue(Speech.sayRead(id, options), true);
    }

    void reply(String id, ReplyOptions options) {
        OfferedTools offered = draft.profile.offered();
        List<String> unknown = options.tools().map(offered::unknown).orElse(List.of());
        ReplyOptions named =
                options.tools().map(offered::named).map(options::withTools).orElse(options);
        Speech reply = Speech.reply(id, whileEntering(named), Timing.none());
        if (!unknown.isEmpty()) {
            draft.emit(new SessionEvent.ErrorOccurred(
                    draft.now,
                    "agent",
                    "reply: tools " + unknown + " (expected: of " + offered.names() + " and the toolsets "
                            + offered.toolsets().keySet().stream().sorted().toList() + " of agent "
                            + draft.profile.agentId() + ")"));
            agent.over(reply.asInterrupted(), SpeechPlace.NEW);
            return;
        }
        options.userInput().ifPresent(input -> commit(joined(input)));
        agent.enqueue(reply, true);
    }

    private ChatMessage joined(ChatMessage input) {
        return (input.id().isEmpty() ? input.withId(draft.nextId("item")) : input).joinedAt(draft.now);
    }

    /** What an agent asks for as it enters does without the tools that are not meant for that. */
    private ReplyOptions whileEntering(ReplyOptions options) {
        boolean hides =
                draft.profile.toolOptions().values().stream().anyMatch(tool -> tool.has(ToolFlag.IGNORE_ON_ENTER));
        if (draft.cast.presence() != Cast.Presence.ENTERING || !hides) {
            return options;
        }
        return options.withTools(options.tools().orElseGet(draft.profile::toolNames).stream()
                .filter(tool -> !draft.profile.optionsOf(tool).has(ToolFlag.IGNORE_ON_ENTER))
                .toList());
    }

    // --- by tools and turns

    /** The model is to say something about what tools have told behind the conversation. */
    void replyToNews(List<String> ids) {
        Speech reply = Speech.reply(
                draft.nextId("speech"), tools.replyTo(ids).withInputModality(Modality.AUDIO), Timing.none());
        tools.replyScheduled(reply.id(), ids);
        agent.enqueue(reply, true);
    }

    /** A turn of the caller's is over: it becomes part of the conversation and gets exactly one reply. */
    void answerTurn(ChatMessage turn, Timing timing, ReplyOptions options) {
        if (options.chatContext().isPresent()) {
            answers.dropSpeculation();
        }
        Optional<Speculation> ready = answers.takeSpeculation(turn.text());
        commit(turn);
        Speech speech = Speech.reply(draft.nextId("speech"), options, timing);
        timing.endOfUtterance(speech.id()).ifPresent(draft::measured);
        agent.enqueue(ready.map(ahead -> ahead.into(speech)).orElse(speech), false);
    }

    /** The model has heard the caller's turn itself, and is asked to answer it unless the agent only listens or the session drains. */
    void answerHeardTurn(Timing timing) {
        if (!draft.profile.abilities().answers() || draft.draining()) {
            return;
        }
        agent.enqueue(Speech.reply(draft.nextId("speech"), ReplyOptions.to(Modality.AUDIO), timing), false);
    }

    /** The model has heard the caller's turn itself, and answers already; nobody is to hear that once the session drains. */
    void takeAnswer(String answerId, Timing timing) {
        Speech speech = Speech.reply(
                draft.nextId("speech"), ReplyOptions.to(Modality.AUDIO), timing.at(Station.REQUESTED, draft.now));
        Speech answering = speech.with(Answer.asked(answerId, true));
        if (draft.profile.abilities().answers() && !draft.draining()) {
            agent.enqueue(answering, false);
        } else {
            agent.over(answering.asInterrupted(), SpeechPlace.NEW);
        }
    }

    /** What the caller said last and nobody will answer. */
    void commitLastWords(String text) {
        commit(ChatMessage.of(draft.nextId("item"), ChatRole.USER, text, draft.now));
    }

    private void commit(ChatMessage message) {
        draft.journalItem(message, new ConversationRecord.UserTurnCommitted(message));
    }
}
