package io.github.asyncmysql;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sends UUIDs as 16 bytes, see {@link ValueCodec#uuidAsBytes()}. Thread-safe. */
final class UuidAsBytes implements ValueCodec<UUID> {

    static final UuidAsBytes CODEC = new UuidAsBytes();

    private static final int LENGTH = 16;
    private static final int TEXT_LENGTH = 36;
    private static final int MAX_NAME = 64;
    private static final String PATTERN = "\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}";

    private UuidAsBytes() {}

    @Override
    public Class<UUID> type() {
        return UUID.class;
    }

    @Override
    public @Nullable UUID read(Row row, int index) {
        byte[] bytes = row.getBytes(index);
        if (bytes == null) {
            return null;
        }
        if (bytes.length == LENGTH) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new UUID(buffer.getLong(), buffer.getLong());
        }
        String text = bytes.length == TEXT_LENGTH ? new String(bytes, StandardCharsets.US_ASCII) : "";
        UUID uuid = text.matches(PATTERN) ? UUID.fromString(text) : null;
        if (uuid == null) {
            Column column = row.columns().get(index);
            String name = column.name().substring(0, Math.min(column.name().length(), MAX_NAME));
            throw new MySqlMappingException("Column '" + name.replaceAll("\\p{Cntrl}", "?") + "' (" + column.typeName()
                    + ") cannot be read as UUID: it is neither 16 bytes nor 36 characters of text");
        }
        return uuid;
    }

    @Override
    public byte[] write(UUID value) {
        return ByteBuffer.allocate(LENGTH)
                .putLong(value.getMostSignificantBits())
                .putLong(value.getLeastSignificantBits())
                .array();
    }
}
