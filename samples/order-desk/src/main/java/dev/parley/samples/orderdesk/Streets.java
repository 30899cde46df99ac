package dev.parley.samples.orderdesk;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where is delivered to. */
record Streets(List<String> names) {
    Streets {
        names = List.copyOf(names);
    }

    static Streets of(String lines) {
        return new Streets(lines.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList());
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
