package io.github.asyncmysql.spring.boot.autoconfigure;

/** Two pools of an application have one name. Immutable. */
class DuplicatePoolNameException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String pool;
    private final String first;
    private final String second;

    /**
     * @param pool the name
     * @param first the bean of the pool that had it
     * @param second the bean of the pool that wanted it
     */
    DuplicatePoolNameException(String pool, String first, String second) {
        super("The pools '" + first + "' and '" + second + "' are both named '" + pool + "'");
        this.pool = pool;
        this.first = first;
        this.second = second;
    }

    String pool() {
        return pool;
    }

    String first() {
        return first;
    }

    String second() {
        return second;
    }
}
