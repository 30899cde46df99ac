package com.example.bakery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BakeryTest {

    @Test
    void shouldOfferItsPricesAsATool() {
        Bakery bakery = new Bakery();

        assertThat(bakery.id()).isEqualTo("bakery");
        assertThat(bakery.tools()).singleElement().satisfies(tool -> assertThat(
                        tool.definition().name())
                .isEqualTo("price"));
    }
}
