package dev.parley.offline;

import com.typesafe.config.Config;
import dev.parley.offline.dialogue.Dialogue;
import dev.parley.provider.Models;
import dev.parley.provider.ModelsProvider;
import dev.parley.vad.SpectralVoiceActivityDetector;

/** The default provider: models in this process that need no key, with small talk for a dialogue. */
public final class OfflineModelsProvider implements ModelsProvider {
    private static final String SMALL_TALK = "dev/parley/offline/small-talk.conf";

    @Override
    public String name() {
        return OfflineModels.PROVIDER;
    }

    @Override
    public Models create(Config config) {
        Dialogue dialogue = Dialogue.resource(OfflineModelsProvider.class, SMALL_TALK);
        return OfflineModels.of(dialogue, SpectralVoiceActivityDetector.create(), config);
    }

    @Override
    public String announcement() {
        return "Models: built in and offline (a grammar recogniser, a dialogue by rules, the voice kevin16), which"
                + " understand what their dialogue's data says and no more. For a real model put its provider on the class"
                + " path and set parley.models.provider to its name and its key in the environment (such as"
                + " OPENAI_API_KEY).";
    }
}
