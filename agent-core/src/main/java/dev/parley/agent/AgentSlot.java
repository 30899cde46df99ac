package dev.parley.agent;

/** Where an agent sits while it talks: the sessions that {@code dev.parley.Parley} makes. Thread-safe. */
public interface AgentSlot {

    /**
     * Another agent takes the place of the current one from the next answer on: instructions, tools, language model and
     * voice. What is being said goes on; neither {@code onExit} nor {@code onEnter} is called; the recogniser stays.
     */
    void updateAgent(Agent agent);
}
