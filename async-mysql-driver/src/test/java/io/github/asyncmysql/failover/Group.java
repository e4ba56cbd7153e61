package io.github.asyncmysql.failover;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * Three members of a replication group with one primary.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/9.4/en/group-replication.html">Group Replication</a>
 */
final class Group implements AutoCloseable {

    private static final int MEMBERS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String NAME = "8a94f357-aab4-11df-86ab-c80aa9429562";

    private final List<TestServer> members = new ArrayList<>();

    private Group() {}

    static Group start(TestServer like) {
        Group group = new Group();
        try {
            List<Integer> ports = freePorts();
            String seeds = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
            for (int i = 0; i < MEMBERS; i++) {
                group.members.add(TestServers.startOwn(like, options(i + 1, ports.get(i), seeds)));
            }
            group.join();
        } catch (RuntimeException e) {
            group.close();
            throw e;
        }
        return group;
    }

    private static String[] options(int id, int port, String seeds) {
        return new String[] {
            "--server-id=" + id,
            "--log-bin=binlog",
            "--gtid-mode=ON",
            "--enforce-gtid-consistency=ON",
            "--performance-schema=ON",
            "--report-host=127.0.0.1",
            "--innodb-flush-log-at-trx-commit=1",
            "--plugin-load-add=group_replication.so",
            "--loose-group-replication-group-name=" + NAME,
            "--loose-group-replication-local-address=127.0.0.1:" + port,
            "--loose-group-replication-group-seeds=" + seeds,
            "--loose-group-replication-start-on-boot=OFF",
            "--loose-group-replication-recovery-get-public-key=ON",
            "--loose-group-replication-member-expel-timeout=0",
            // The first one that lives is elected.
            "--loose-group-replication-member-weight=" + (100 - 10 * id)
        };
    }

    private static List<Integer> freePorts() {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < MEMBERS; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> ports =
                    sockets.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : sockets) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void join() {
        TestServer first = members.get(0);
        first.execute(
                "set global group_replication_bootstrap_group=ON",
                begin(first),
                "set global group_replication_bootstrap_group=OFF");
        for (TestServer member : members.subList(1, MEMBERS)) {
            member.execute(begin(member));
        }
        awaitComplete();
    }

    private static String begin(TestServer member) {
        return "start group_replication user='" + member.username() + "', password='" + member.password() + "'";
    }

    /** Waits until all members are there. */
    void awaitComplete() {
        for (TestServer member : members) {
            Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> ask(
                            member,
                            "select sum(member_state = 'ONLINE')"
                                    + " from performance_schema.replication_group_members")
                    .equals(Optional.of("3")));
        }
    }

    List<HostAndPort> addresses() {
        return members.stream()
                .map(member -> new HostAndPort(member.host(), member.port()))
                .toList();
    }

    TestServer any() {
        return members.get(0);
    }

    TestServer at(int port) {
        return members.stream()
                .filter(member -> member.port() == port)
                .findFirst()
                .orElseThrow();
    }

    /** A member other than that one that takes writes. */
    Optional<TestServer> writableBesides(TestServer dead) {
        return members.stream()
                .filter(member -> member != dead)
                .filter(member -> ask(member, "select @@global.super_read_only").equals(Optional.of("0")))
                .findFirst();
    }

    /** Brings a member back that was killed. */
    void rejoin(TestServer member) {
        member.restart();
        member.execute(begin(member));
        awaitComplete();
    }

    private static Optional<String> ask(TestServer member, String sql) {
        try (Connection connection = member.connectWithJdbc();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return Optional.ofNullable(rows.getString(1));
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        members.forEach(TestServer::close);
    }
}
