package io.github.asyncmysql.testsupport;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A name server on loopback, over UDP and TCP, that answers each question for SRV records as the test says. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1035#section-4">RFC 1035, messages</a>
 */
public final class ScriptedDns implements AutoCloseable {

    private static final int HEADER = 12;
    private static final int MOST_OVER_UDP = 512;
    private static final int SRV = 33;
    private static final int ANSWERED = 0x8180;
    private static final int TRUNCATED = 0x0200;
    private static final int SERVER_FAILURE = 2;
    private static final int NO_SUCH_NAME = 3;

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final AtomicInteger questions = new AtomicInteger();
    private volatile Script script = question -> List.of();

    /** What is sent for a question, in that order. */
    private interface Script {

        List<byte[]> answer(byte[] question) throws IOException;
    }

    private ScriptedDns(DatagramSocket udp, ServerSocket tcp) {
        this.udp = udp;
        this.tcp = tcp;
    }

    /** One that says nothing yet. */
    public static ScriptedDns start() {
        try {
            InetAddress loopback = InetAddress.getByName("127.0.0.1");
            ServerSocket tcp = new ServerSocket(0, 50, loopback);
            DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()));
            ScriptedDns dns = new ScriptedDns(udp, tcp);
            start(dns::serveUdp);
            start(dns::serveTcp);
            return dns;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable server) {
        Thread thread = new Thread(server, "scripted-dns");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return tcp.getLocalPort();
    }

    /** How many questions have come. */
    public int questions() {
        return questions.get();
    }

    /** Says nothing. */
    public void silence() {
        script = question -> List.of();
    }

    /** There are these, each as {@code priority weight port target}; none for a name without such records. */
    public void records(String... records) {
        script = question -> List.of(answer(question, records));
    }

    /** There is no such name. */
    public void noSuchName() {
        script = question -> List.of(status(question, NO_SUCH_NAME));
    }

    /** The server itself is in trouble. */
    public void failure() {
        script = question -> List.of(status(question, SERVER_FAILURE));
    }

    /** An answer whose record is cut off. */
    public void cutOff(String record) {
        script = question -> {
            byte[] answer = answer(question, record);
            return List.of(Arrays.copyOf(answer, answer.length - 7));
        };
    }

    /** In front of the answer come some that somebody else has made up, who knows neither the number of the question nor its name. */
    public void forged(String forgery, String record) {
        script = question -> {
            byte[] otherNumber = answer(question, forgery);
            otherNumber[0] ^= 0x55;
            byte[] otherName = answer(question, forgery);
            otherName[HEADER + 2] ^= 1;
            return List.of(otherNumber, otherName, answer(question, record));
        };
    }

    private static byte[] status(byte[] question, int code) throws IOException {
        return message(question, ANSWERED | code, 0, new byte[0]);
    }

    private static byte[] answer(byte[] question, String... records) throws IOException {
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(answers);
        for (String record : records) {
            String[] parts = record.split(" ", -1);
            byte[] target = name(parts[3]);
            // The name is that of the question.
            out.writeShort(0xC000 | HEADER);
            out.writeShort(SRV);
            out.writeShort(1);
            out.writeInt(0);
            out.writeShort(6 + target.length);
            for (int i = 0; i < 3; i++) {
                out.writeShort(Integer.parseInt(parts[i]));
            }
            out.write(target);
        }
        return message(question, ANSWERED, records.length, answers.toByteArray());
    }

    private static byte[] message(byte[] question, int flags, int count, byte[] answers) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(question, 0, 2);
        out.writeShort(flags);
        out.writeShort(1);
        out.writeShort(count);
        out.writeInt(0);
        out.write(question, HEADER, question.length - HEADER);
        out.write(answers);
        return bytes.toByteArray();
    }

    private static byte[] name(String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String label : name.split("\\.")) {
            bytes.write(label.length());
            bytes.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        bytes.write(0);
        return bytes.toByteArray();
    }

    private void serveUdp() {
        byte[] buffer = new byte[MOST_OVER_UDP];
        try {
            while (!udp.isClosed()) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                questions.incrementAndGet();
                byte[] question = Arrays.copyOf(packet.getData(), packet.getLength());
                for (byte[] answer : script.answer(question)) {
                    byte[] sent = answer.length <= MOST_OVER_UDP
                            ? answer
                            : message(question, ANSWERED | TRUNCATED, 0, new byte[0]);
                    udp.send(new DatagramPacket(sent, sent.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException closed) {
            // The test is over, or has failed, which shows there.
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try (Socket client = tcp.accept()) {
                DataInputStream in = new DataInputStream(client.getInputStream());
                byte[] question = new byte[in.readUnsignedShort()];
                in.readFully(question);
                DataOutputStream out = new DataOutputStream(client.getOutputStream());
                for (byte[] answer : script.answer(question)) {
                    out.writeShort(answer.length);
                    out.write(answer);
                }
            } catch (IOException ended) {
                // The client has gone, or the test is over.
            }
        }
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
