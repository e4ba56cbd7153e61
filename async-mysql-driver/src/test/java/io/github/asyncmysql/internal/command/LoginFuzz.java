package io.github.asyncmysql.internal.command;

import static io.github.asyncmysql.fuzz.FuzzTarget.check;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.WebAuthnAuthenticator;
import io.github.asyncmysql.fuzz.FuzzInput;
import io.github.asyncmysql.fuzz.FuzzTarget;
import io.github.asyncmysql.internal.connection.MemoryBound;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.PacketWriter;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A login with any settings, answered with any packets. It succeeds only when the server has said OK behind the client's
 * response, inside of TLS where TLS is required; it reports once, and fails with the driver's own errors only; the password
 * leaves in clear through TLS that is trusted and in no other way, and stands in no message. Thread-safe.
 */
public final class LoginFuzz implements FuzzTarget {

    private static final String PASSWORD = "canary-password";
    private static final byte[] CANARY = PASSWORD.getBytes(StandardCharsets.UTF_8);
    private static final int SSL_REQUEST = 4 + 32;
    private static final int MAX_PACKETS = 40;

    // Bits of the second byte.
    private static final int DATABASE = 1;
    private static final int ASK_FOR_KEY = 2;
    private static final int LOCAL_FILES = 4;
    private static final int REMOTE = 8;
    private static final int NO_TLS_ENGINE = 16;
    private static final int ALL_METHODS = 32;

    private static final Set<String> METHODS = Set.of(
            "mysql_native_password",
            "mysql_clear_password",
            "dialog",
            "authentication_openid_connect_client",
            "authentication_ldap_sasl_client",
            "authentication_webauthn_client");

    private static final WebAuthnAuthenticator DEVICE = request -> {
        throw new IllegalStateException("asked by the dialogue alone");
    };

    @Override
    public String name() {
        return "login";
    }

    @Override
    public Map<String, byte[]> seeds() {
        byte[] greeting = new FakeGreeting().toPacket();
        byte[] tls = new FakeGreeting().withCapability(Capability.SSL).toPacket();
        byte[] fast = FakePackets.authMoreData(2, (byte) 3);
        byte[] full = FakePackets.authMoreData(2, (byte) 4);
        byte[] ok = FakePackets.ok(3);
        byte[] change = FakePackets.authSwitch(2, "mysql_native_password", new byte[21]);
        byte[] sha2 = FakePackets.authSwitch(2, "caching_sha2_password", new byte[21]);
        Map<String, byte[]> seeds = new TreeMap<>();
        seeds.put("fast", input(SslMode.DISABLED, 0, greeting, fast, ok));
        seeds.put("database", input(SslMode.DISABLED, DATABASE | LOCAL_FILES, greeting, fast, ok));
        seeds.put("switch", input(SslMode.PREFERRED, 0, greeting, change, ok));
        seeds.put("switch and full", input(SslMode.REQUIRED, 0, tls, sha2, full, ok));
        seeds.put("full in TLS", input(SslMode.VERIFY_IDENTITY, REMOTE, tls, full, ok));
        seeds.put("full in TLS of anybody", input(SslMode.PREFERRED, REMOTE, tls, full, ok));
        seeds.put("full in clear", input(SslMode.DISABLED, 0, greeting, full, ok));
        seeds.put(
                "full with a key",
                input(SslMode.DISABLED, ASK_FOR_KEY, greeting, full, FakePackets.packet(4, key()), ok));
        seeds.put("no TLS there", input(SslMode.REQUIRED, 0, greeting, fast, ok));
        seeds.put("no TLS here", input(SslMode.PREFERRED, NO_TLS_ENGINE, tls, fast, ok));
        seeds.put("early error", input(SslMode.VERIFY_CA, 0, FakePackets.errWithoutState(0, 1045, "denied")));
        seeds.put("denied", input(SslMode.DISABLED, 0, greeting, FakePackets.err(2, 1045, "28000", "denied")));
        seeds.put(
                "questions",
                input(
                        SslMode.VERIFY_IDENTITY,
                        REMOTE | ALL_METHODS,
                        tls,
                        FakePackets.authSwitch(2, "dialog", FakePackets.utf8("\4Password: ")),
                        FakePackets.packet(4, FakePackets.utf8("\2Code: ")),
                        FakePackets.packet(4, FakePackets.utf8("\5PIN: ")),
                        ok));
        seeds.put(
                "LDAP",
                input(
                        SslMode.DISABLED,
                        ALL_METHODS,
                        greeting,
                        FakePackets.authSwitch(2, "authentication_ldap_sasl_client", FakePackets.utf8("SCRAM-SHA-1")),
                        FakePackets.authMoreData(4, FakePackets.utf8("r=n,s=c2FsdA==,i=4096")),
                        ok));
        seeds.put(
                "device",
                input(
                        SslMode.VERIFY_IDENTITY,
                        REMOTE | ALL_METHODS,
                        tls,
                        FakePackets.authSwitch(
                                2,
                                "authentication_webauthn_client",
                                FakePackets.concat(new byte[] {0, 32}, new byte[32], FakePackets.utf8("\2db"))),
                        FakePackets.authMoreData(4, (byte) 1, (byte) 2),
                        ok));
        seeds.put("second factor", input(SslMode.DISABLED, 0, greeting, FakePackets.packet(2, "02 61 00 62")));
        return seeds;
    }

    // A key of 2048 bits that nobody has the other half of.
    private static byte[] key() {
        return FakePackets.concat(new byte[] {1}, FakePackets.utf8("""
                        -----BEGIN PUBLIC KEY-----
                        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA2fDzDtXOPTDLANu64mdb
                        kaDC34r+05Qz9zVMKbV/rODWUqGsx3UdYi3NaKd5/yroEsUVKXIj7GaNkSe6u+tC
                        72ZxSK8BPgLFFfPJQKHmzdk96NnzT+7zbewtGNNxQgMUpFg0VGhEhZ0j56TjoZ62
                        H1VHWqrHBEX52lNFpOIMyWM6t247dvCsrHOoMIK3NcZi2NG9WkpRdQky2K8ZkLHs
                        J5SMzwhkwfRVhxk+GgylwdUQKl7aREzMfReYgLXuzr7cMIuaST4HKs0WiVQ7xGB5
                        Q2AssSbJPUdBYF5wQP2RJEpF80F0VOafhqvTnVVjNPOn8bVnxBiBnEoTLbQAn24x
                        3wIDAQAB
                        -----END PUBLIC KEY-----
                        """));
    }

    private static byte[] input(SslMode mode, int flags, byte[]... packets) {
        byte[] script = {(byte) mode.ordinal(), (byte) flags};
        for (byte[] packet : packets) {
            byte[] payload = Arrays.copyOfRange(packet, 4, packet.length);
            script = FakePackets.concat(script, FakePackets.int2(payload.length), payload);
        }
        return script;
    }

    @Override
    public void run(byte[] bytes) {
        if (contains(bytes, bytes.length, CANARY)) {
            // A server that knows the password may say it in its own texts.
            return;
        }
        FuzzInput input = new FuzzInput(bytes);
        SslMode mode = SslMode.values()[input.next(SslMode.values().length)];
        int flags = input.nextByte();
        MySqlConfig config = config(mode, flags);
        boolean tls = (flags & NO_TLS_ENGINE) == 0 && mode != SslMode.DISABLED;
        byte[] packets = input.rest();
        MemoryBound.within((256 << 10) + 64L * bytes.length, "login with " + bytes.length + " bytes", () -> {
            Dialogue dialogue = new Dialogue(config, tls);
            dialogue.play(new FuzzInput(packets));
            return dialogue;
        });
    }

    private static MySqlConfig config(SslMode mode, int flags) {
        MySqlConfig.Builder config = MySqlConfig.builder()
                .host((flags & REMOTE) != 0 ? "db.example.com" : "localhost")
                .username("app")
                .password(PASSWORD)
                .sslMode(mode)
                .allowPublicKeyRetrieval((flags & ASK_FOR_KEY) != 0)
                .allowLocalInfile((flags & LOCAL_FILES) != 0);
        if ((flags & ALL_METHODS) != 0) {
            config.password2(PASSWORD).authenticationPlugins(METHODS).webAuthnAuthenticator(DEVICE);
        }
        if ((flags & DATABASE) != 0) {
            config.database("shop");
        }
        return config.build();
    }

    /** The dialogue, and what is to be true of it at each step. */
    private static final class Dialogue implements LoginListener {

        private final MySqlConfig config;
        private final Session session = new Session();
        private final PacketWriter out = new PacketWriter();
        private final LoginCommand command;
        private boolean responded;
        private boolean encrypted;
        private int reports;
        private boolean loggedIn;
        private @Nullable MySqlException failure;

        Dialogue(MySqlConfig config, boolean tlsAvailable) {
            this.config = config;
            command = new LoginCommand(config, tlsAvailable, this);
        }

        void play(FuzzInput input) {
            int packets = 0;
            boolean ended = false;
            while (!ended && !input.isEmpty() && packets < MAX_PACKETS) {
                ended = packet(input.nextBlock(), packets++);
            }
            check(ended || packets < MAX_PACKETS, "the server cannot go on forever");
            check(reports == (ended ? 1 : 0), "reported once, at the end");
            if (failure != null) {
                checkFailure(failure);
            }
        }

        /** Whether the dialogue has ended. */
        private boolean packet(byte[] payload, int number) {
            out.clear();
            session.sequenceId(number + 1);
            int sequence = session.sequenceId();
            boolean mayEnd = responded && payload.length > 0 && payload[0] == 0;
            try {
                Command.Step step =
                        command.onPacket(new PacketReader().reset(payload, 0, payload.length), out, session);
                checkOutput(sequence, step == Command.Step.UPGRADE_TLS);
                if (step == Command.Step.UPGRADE_TLS) {
                    startTls();
                }
                responded |= number == 0;
                if (step == Command.Step.ASK) {
                    check(
                            encrypted && config.sslMode().compareTo(SslMode.VERIFY_CA) >= 0,
                            "nobody signs for servers that are not verified");
                    check(command.question().relyingPartyId().length() <= 255, "the relying party has a name");
                    command.answer(List.of(new WebAuthnAuthenticator.Assertion(new byte[37], new byte[1])));
                }
                if (step == Command.Step.DONE) {
                    command.done(session);
                    check(!loggedIn || mayEnd, "nobody is logged in without OK");
                    check(!loggedIn || encrypted || !requiresTls(), "nor without TLS where it is required");
                }
                return step == Command.Step.DONE;
            } catch (MySqlException e) {
                command.fail(e);
                return true;
            }
        }

        private void startTls() {
            check(!encrypted, "TLS starts once");
            encrypted = true;
            out.clear();
            int sequence = session.sequenceId();
            command.onTlsEstablished("TLSv1.3", null, out, session);
            checkOutput(sequence, false);
        }

        private boolean requiresTls() {
            return config.sslMode().compareTo(SslMode.REQUIRED) >= 0;
        }

        private void checkOutput(int sequence, boolean beforeTls) {
            if (out.isEmpty()) {
                return;
            }
            int length = out.getByte(0) | out.getByte(1) << 8 | out.getByte(2) << 16;
            check(out.size() == 4 + length && out.getByte(3) == sequence, "one packet, with its number");
            check(!beforeTls || out.size() == SSL_REQUEST, "nothing but 32 bytes in front of TLS");
            boolean trusted = encrypted && (requiresTls() || config.isLoopback());
            check(trusted || !contains(out.array(), out.size(), CANARY), "the password is not sent in clear");
        }

        private void checkFailure(MySqlException cause) {
            check(!loggedIn, "failed or logged in");
            check(cause.outcome() != Outcome.UNKNOWN, "no statement was on its way");
            for (Throwable each = cause; each != null; each = each.getCause()) {
                check(!String.valueOf(each.getMessage()).contains(PASSWORD), "no message holds the password");
            }
        }

        @Override
        public void loggedIn(Session opened) {
            reports++;
            loggedIn = true;
        }

        @Override
        public void loginFailed(MySqlException cause) {
            reports++;
            failure = cause;
        }
    }

    private static boolean contains(byte[] bytes, int length, byte[] searched) {
        for (int at = 0; at <= length - searched.length; at++) {
            if (Arrays.equals(bytes, at, at + searched.length, searched, 0, searched.length)) {
                return true;
            }
        }
        return false;
    }
}
