package io.github.asyncmysql.fuzz;

import io.github.asyncmysql.GeometryFuzz;
import io.github.asyncmysql.UrlFuzz;
import io.github.asyncmysql.internal.client.SqlFuzz;
import io.github.asyncmysql.internal.command.LoginFuzz;
import io.github.asyncmysql.internal.command.PacketsFuzz;
import io.github.asyncmysql.internal.command.StatementFuzz;
import io.github.asyncmysql.internal.connection.ConnectionFuzz;
import io.github.asyncmysql.internal.connection.FramingFuzz;
import io.github.asyncmysql.internal.value.ParametersFuzz;
import io.github.asyncmysql.internal.value.RowsFuzz;
import io.github.asyncmysql.internal.value.ValuesFuzz;
import java.util.List;

/** All targets. Thread-safe. */
final class FuzzTargets {

    private FuzzTargets() {}

    static List<FuzzTarget> all() {
        return List.of(
                new FramingFuzz(),
                new PacketsFuzz(),
                new LoginFuzz(),
                new StatementFuzz(),
                new ConnectionFuzz(),
                new RowsFuzz(),
                new ValuesFuzz(),
                new ParametersFuzz(),
                new GeometryFuzz(),
                new SqlFuzz(),
                new UrlFuzz());
    }

    /** @throws IllegalArgumentException if there is none of that name */
    static FuzzTarget named(String name) {
        List<FuzzTarget> all = all();
        return all.stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no fuzz target " + name + "; there are "
                        + all.stream().map(FuzzTarget::name).toList()));
    }
}
