-- The tables; of this test.
# Another; comment.
drop table if exists initialized;
drop procedure if exists add_initialized;
create table initialized (id int primary key auto_increment, note varchar(40));

DELIMITER $$
create procedure add_initialized(in text_to_add varchar(40))
begin
  insert into initialized (note) values (text_to_add); -- one
  insert into initialized (note) values (concat(text_to_add, ';'));
end$$
DELIMITER ;
