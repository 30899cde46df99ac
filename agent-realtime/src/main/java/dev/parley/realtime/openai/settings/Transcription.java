package dev.parley.realtime.openai.settings;

/**
 * Who writes down what the caller says.
 *
 * @param model on Azure the name of the deployment
 * @param language ISO 639-1; empty to find out
 * @param prompt words to expect; empty for none
 */
public record Transcription(String model, String language, String prompt) {

    /** By the model that LiveKit Agents takes. */
    public static Transcription standard() {
        return new Transcription("gpt-4o-mini-transcribe", "", "");
    }
}
