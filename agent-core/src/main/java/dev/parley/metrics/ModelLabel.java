package dev.parley.metrics;

/**
 * Whose model it is and which.
 *
 * @param provider such as {@code openai}
 * @param model such as {@code gpt-4o}
 */
public record ModelLabel(String provider, String model) {

    /** A model's name, {@code provider/model}, in its two parts; without a slash it is both. */
    public static ModelLabel of(String name) {
        int slash = name.indexOf('/');
        return slash < 0
                ? new ModelLabel(name, name)
                : new ModelLabel(name.substring(0, slash), name.substring(slash + 1));
    }

    /** The two parts, joined by a slash. */
    @Override
    public String toString() {
        return provider.equals(model) ? model : provider + "/" + model;
    }
}
