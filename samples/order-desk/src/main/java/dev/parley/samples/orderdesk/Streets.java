package dev.parley.samples.orderdesk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where is delivered to. */
record Streets(List<String> names) {
    Streets {
        names = List.copyOf(names);
    }

    /** @throws IllegalArgumentException saying what is expected */
    static Streets of(String json) {
        List<String> names = new ArrayList<>();
        try {
            new ObjectMapper().readTree(json).path("streets").forEach(name -> names.add(name.asText()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("streets.json: malformed JSON (expected: a list \"streets\")", e);
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException(
                    "streets.json: no streets (expected: a list \"streets\" of at least one)");
        }
        return new Streets(names);
    }

    /** The street as the list writes it, however it was typed: {@code baker st.} is Baker Street. */
    Optional<String> find(String typed) {
        String wanted = plain(typed);
        return names.stream().filter(name -> plain(name).equals(wanted)).findFirst();
    }

    private static String plain(String street) {
        return street.toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9 ]", "")
                .strip()
                .replaceAll("\\s+", " ")
                .replaceAll(" st$", " street")
                .replaceAll(" rd$", " road")
                .replaceAll(" ave$", " avenue")
                .replaceAll(" ln$", " lane");
    }
}
