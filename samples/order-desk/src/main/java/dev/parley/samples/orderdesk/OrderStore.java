package dev.parley.samples.orderdesk;

import dev.parley.samples.orderdesk.Order.Address;
import dev.parley.samples.orderdesk.Order.Line;
import dev.parley.tool.ToolException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The stock and the order book, in an H2 file. Thread-safe; every method blocks. */
final class OrderStore {
    private static final List<String> SCHEMA = List.of(
            "create table if not exists stock (product varchar(100) primary key, opened_with int not null,"
                    + " left_over int not null check (left_over >= 0))",
            "create table if not exists orders (number bigint generated always as identity primary key,"
                    + " call_id varchar(200) not null unique, phone varchar(15) not null, street varchar(100) not null,"
                    + " house_number varchar(10) not null, placed_at timestamp with time zone not null)",
            "create table if not exists order_lines (order_number bigint not null references orders (number),"
                    + " position int not null, product varchar(100) not null, quantity int not null check (quantity > 0),"
                    + " price decimal(12, 2) not null, primary key (order_number, position))");

    private final Jdbi jdbi;
    private final Clock clock;

    private OrderStore(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** Opens the file, making what is missing. It is let go of five seconds after its last use. */
    static OrderStore open(Path file, Clock clock) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + file.toAbsolutePath() + ";DB_CLOSE_DELAY=5;LOCK_TIMEOUT=10000");
        Jdbi jdbi = Jdbi.create(source);
        jdbi.useHandle(handle -> SCHEMA.forEach(handle::execute));
        return new OrderStore(jdbi, clock);
    }

    /** Takes the catalogue's stock over: all of a new product, and for a known one what the catalogue has changed by. */
    synchronized void stockUp(Catalogue catalogue) {
        jdbi.useTransaction(handle -> catalogue.products().forEach(product -> stockUp(handle, product)));
    }

    private static void stockUp(Handle handle, Product product) {
        int known = handle.createUpdate("update stock set opened_with = :stock,"
                        + " left_over = greatest(0, left_over + :stock - opened_with) where product = :product")
                .bind("stock", product.stock())
                .bind("product", product.name())
                .execute();
        if (known == 0) {
            handle.createUpdate("insert into stock (product, opened_with, left_over) values (:product, :stock, :stock)")
                    .bind("stock", product.stock())
                    .bind("product", product.name())
                    .execute();
        }
    }

    int stock(String product) {
        return jdbi.withHandle(handle -> handle.createQuery("select left_over from stock where product = :product")
                .bind("product", product)
                .mapTo(Integer.class)
                .findOne()
                .orElse(0));
    }

    /**
     * Puts an order into the book and takes its items from the stock, both or neither. Once per call: asked again, it
     * gives the same number and changes nothing.
     *
     * @throws ToolException if the stock does not suffice any more
     */
    long place(String callId, Order order) {
        return jdbi.inTransaction(handle -> {
            // Holds back a second request for the same call until this one is in the book.
            handle.execute("select product from stock order by product for update");
            return handle.createQuery("select number from orders where call_id = :call")
                    .bind("call", callId)
                    .mapTo(Long.class)
                    .findOne()
                    .orElseGet(() -> insert(handle, callId, order));
        });
    }

    private long insert(Handle handle, String callId, Order order) {
        order.lines().forEach(line -> take(handle, line));
        Address address = order.address().orElseThrow();
        long number = handle.createUpdate("insert into orders (call_id, phone, street, house_number, placed_at)"
                        + " values (:call, :phone, :street, :house, :at)")
                .bind("call", callId)
                .bind("phone", order.phone().orElseThrow())
                .bind("street", address.street())
                .bind("house", address.number())
                .bind("at", clock.instant().atOffset(ZoneOffset.UTC))
                .executeAndReturnGeneratedKeys("number")
                .mapTo(Long.class)
                .one();
        for (int i = 0; i < order.lines().size(); i++) {
            Line line = order.lines().get(i);
            handle.execute(
                    "insert into order_lines values (?, ?, ?, ?, ?)",
                    number,
                    i,
                    line.product(),
                    line.quantity(),
                    line.price());
        }
        return number;
    }

    private static void take(Handle handle, Line line) {
        int taken = handle.createUpdate("update stock set left_over = left_over - :quantity"
                        + " where product = :product and left_over >= :quantity")
                .bind("quantity", line.quantity())
                .bind("product", line.product())
                .execute();
        if (taken == 0) {
            throw new ToolException("there is not enough " + line.product() + " left. Please order less of it.");
        }
    }

    /** The newest first. */
    List<StoredOrder> orders(int atMost) {
        return jdbi.withHandle(handle -> {
            Map<Long, List<Line>> lines = handle
                    .createQuery("select order_number, product, quantity, price from order_lines where order_number in"
                            + " (select number from orders order by number desc limit :most) order by position")
                    .bind("most", atMost)
                    .map((row, context) -> Map.entry(row.getLong("order_number"), line(row)))
                    .stream()
                    .collect(Collectors.groupingBy(
                            Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
            return handle.createQuery("select * from orders order by number desc limit :most")
                    .bind("most", atMost)
                    .map((row, context) -> order(row, lines.getOrDefault(row.getLong("number"), List.of())))
                    .list();
        });
    }

    private static Line line(ResultSet row) throws SQLException {
        return new Line(row.getString("product"), row.getInt("quantity"), row.getBigDecimal("price"));
    }

    private static StoredOrder order(ResultSet row, List<Line> lines) throws SQLException {
        Order order = new Order(lines, Optional.empty(), Optional.empty(), Optional.empty());
        return new StoredOrder(
                row.getLong("number"),
                row.getString("call_id"),
                lines,
                order.total(),
                row.getString("phone"),
                new Address(row.getString("street"), row.getString("house_number")),
                row.getObject("placed_at", OffsetDateTime.class).toInstant());
    }
}
