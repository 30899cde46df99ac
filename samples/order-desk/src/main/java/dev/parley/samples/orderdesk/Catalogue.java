package dev.parley.samples.orderdesk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.tool.ToolException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is sold. */
record Catalogue(String greeting, String farewell, String currency, List<Product> products) {
    Catalogue {
        products = List.copyOf(products);
        if (products.isEmpty()) {
            throw new IllegalArgumentException("catalogue: no products (expected: at least one)");
        }
    }

    /** @throws IllegalArgumentException naming the product, the field and the rule */
    static Catalogue of(String json) {
        JsonNode root;
        try {
            root = new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "catalogue.json: malformed JSON (expected: greeting, currency and products)", e);
        }
        List<Product> products = new ArrayList<>();
        for (JsonNode node : root.path("products")) {
            String name = node.path("name").asText();
            JsonNode price = node.path("price");
            JsonNode stock = node.path("stock");
            if (!price.isNumber() || !stock.isInt()) {
                throw new IllegalArgumentException("catalogue.json, product " + name + ": price " + price + ", stock "
                        + stock + " (expected: numbers, the stock a whole one)");
            }
            List<String> also = new ArrayList<>();
            node.path("also").forEach(other -> also.add(other.asText()));
            products.add(new Product(
                    name, node.path("plural").asText(name + "s"), also, price.decimalValue(), stock.intValue()));
        }
        return new Catalogue(
                root.path("greeting").asText("Hello. What would you like to order?"),
                root.path("farewell").asText("Thank you for calling. Goodbye!"),
                root.path("currency").asText("dollars"),
                products);
    }

    /** @throws ToolException asking back if nothing is called so */
    Product find(String name) {
        return products.stream()
                .filter(product -> product.isCalled(name))
                .findFirst()
                .orElseThrow(() -> new ToolException("we do not have that. We have "
                        + Phrases.list(products.stream().map(Product::plural).collect(Collectors.toList()))
                        + ". What would you like?"));
    }
}
