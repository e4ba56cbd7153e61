package io.github.asyncmysql.documentation;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.ValueCodec;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the page about types shows. Thread-safe. */
final class TypeRecipes {

    private final MySqlPool pool;

    TypeRecipes(MySqlPool pool) {
        this.pool = pool;
    }

    // region types-records
    record Address(String street, int zip) {}

    record Person(long id, @Nullable Address address, Optional<Address> work) {}

    CompletableFuture<List<Person>> people() {
        return pool.sql("select p.id, a.street as address_street, a.zip as address_zip,"
                        + " w.street as `work.street`, w.zip as workZip"
                        + " from people p left join addresses a on a.id = p.home left join addresses w on w.id = p.work"
                        + " order by p.id")
                .query(Person.class)
                .list();
    }
    // endregion

    // region types-codec
    record Money(long cents) {}

    static MySqlConfig withMoney(MySqlConfig config) {
        return config.toBuilder()
                .codec(ValueCodec.of(Money.class, (row, i) -> new Money(row.getLong(i)), Money::cents))
                .build();
    }
    // endregion

    CompletableFuture<Money> same(Money money) {
        return pool.sql("select ? as money").params(money).query(Money.class).single();
    }

    static MySqlConfig withBinaryUuids(MySqlConfig config) {
        // region types-uuid-config
        MySqlConfig binary = config.toBuilder()
                .codec(ValueCodec.uuidAsBytes()) // for all UUID parameters
                .build();
        // endregion
        return binary;
    }

    CompletableFuture<Integer> length(UUID id) {
        // region types-uuid
        CompletableFuture<Integer> length = pool.sql("select length(?)")
                .params(ValueCodec.uuidAsBytes().write(id)) // for one of them
                .query(Integer.class)
                .single();
        // endregion
        return length;
    }
}
