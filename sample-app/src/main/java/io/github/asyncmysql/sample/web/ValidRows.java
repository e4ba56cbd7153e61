package io.github.asyncmysql.sample.web;

import io.github.asyncmysql.sample.ledger.NewAccount;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import java.util.Iterator;
import java.util.Set;

/** Rows of a file, up to the first one that is not valid. Confined to one thread. */
final class ValidRows implements Iterator<NewAccount> {

    private final Iterator<NewAccount> rows;
    private final Validator validator;

    ValidRows(Iterator<NewAccount> rows, Validator validator) {
        this.rows = rows;
        this.validator = validator;
    }

    @Override
    public boolean hasNext() {
        return rows.hasNext();
    }

    /**
     * The next row.
     *
     * @throws ConstraintViolationException when it is not valid
     */
    @Override
    public NewAccount next() {
        NewAccount row = rows.next();
        Set<ConstraintViolation<NewAccount>> violations = validator.validate(row);
        if (!violations.isEmpty()) {
            throw new ConstraintViolationException(violations);
        }
        return row;
    }
}
