package io.github.asyncmysql.spring.boot.test.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.spring.boot.test.AsyncMySqlTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

/* Run by AsyncMySqlTestIT. */
// region slice-test
@AsyncMySqlTest
@Import(NoteRepository.class)
class NoteRepositoryExample {

    @Autowired
    NoteRepository notes;

    @Test
    void countsWhatItHasAdded() {
        assertThat(notes.add("Ada").join()).isEqualTo(1);
        assertThat(notes.add("Grace").join()).isEqualTo(2);
    }
}
// endregion
