claim-link = ¿Es su consultorio? Reclame esta ficha
removal-link = Pedir que se retire esta ficha

claim-title = Reclamar la ficha de { $name }
claim-lead = Pida administrar esta ficha. Para eso no necesita una cuenta.
claim-gives-details = Puede corregir la dirección, el teléfono, el horario, los precios y lo que se ofrece.
claim-gives-badge = Enviada con sus documentos, se puede verificar por completo y mostrar el distintivo. No cuesta nada.
claim-gives-people = Puede invitar a colegas a administrarla con usted.
claim-managed = Alguien ya administra esta ficha.
claim-managed-more = Si son colegas, pídales que le inviten. Si no, envíe este formulario: les decimos que alguien lo pidió, y nada cambia de manos sin nosotros.
claim-control = Un teléfono o una dirección que usted escriba aquí no confirma nada.
claim-name = Su nombre
claim-role = Qué hace usted allí
claim-role-hint = Por ejemplo: titular, médica, gerente del consultorio
claim-email = Su correo electrónico del trabajo
claim-email-hint = Cuando lo hayamos confirmado, usted entra con él. Nadie lo ve en este sitio.
claim-text = Algo que debamos saber
claim-text-hint = Por ejemplo, cuándo es mejor llamarle al teléfono del consultorio. Como máximo 2,000 caracteres.
claim-send = Enviar la solicitud
claim-instead = Prefiero que se retire esta ficha

removal-title = Pedir que se retire la ficha de { $name }
removal-lead = Cualquier persona o consultorio que figure aquí puede pedirlo, sin cuenta y sin dar razones. Una ficha retirada no vuelve cuando recibimos las fichas de otro directorio.
removal-control = Después retiramos la ficha. Hasta que se confirme, la ficha se queda, para que nadie pueda retirar la de otra persona.
removal-relation = ¿Qué relación tiene usted con esta ficha?
request-relation-listed = Soy la persona o el consultorio que figura
request-relation-works_there = Trabajo allí
request-relation-other = Otra
removal-email = Su correo electrónico
removal-email-hint = Para nuestra respuesta. Puede dejarlo vacío; entonces solo la página siguiente dice cómo terminó.
removal-phone = Su teléfono
removal-phone-hint = Por si tenemos una pregunta
removal-text = Por qué
removal-text-hint = No tiene que decirlo. Como máximo 2,000 caracteres.
removal-send = Pedir que se retire
removal-instead = Prefiero administrar esta ficha y corregirla

request-control-title = Cómo lo confirmamos
request-control = En { $days } días hábiles, una persona escribe o llama a un contacto del registro oficial: el de la junta estatal que da la licencia, o el registro nacional de NPI (NPPES). Si su contacto allí no está al día, corríjalo primero allí.
request-kept = Guardamos cifrado lo que usted escribe aquí, y nada que diga desde qué computadora o teléfono llegó. Se borra { $days } días después de nuestra respuesta.

request-need-relation = Elija qué relación tiene con esta ficha
request-need-name = Escriba su nombre
request-need-role = Escriba qué hace usted allí
request-need-email = Escriba el correo electrónico que usa en el trabajo, como nombre@example.com
request-bad-email = Escriba el correo electrónico completo, como nombre@example.com
request-bad-phone = Escriba el teléfono con su código de área, diez dígitos, o déjelo vacío
request-long-line = Acórtelo a 200 caracteres. Ahora tiene { $count }.
request-long-text = Acorte lo que escribió a 2,000 caracteres. Ahora tiene { $count }.
request-sent-before = Este formulario ya se envió, como { $reference }, y esa solicitud queda como estaba. Para enviar lo que dice aquí como otra solicitud, oprima el botón otra vez.

request-sent-title = Solicitud { $reference }
request-state-received = Recibimos su solicitud
request-state-granted = Su solicitud fue aceptada
request-state-declined = Su solicitud no fue aceptada
claim-more-received = Gracias. Todavía nada ha cambiado: primero confirmamos que usted puede administrar la ficha.
claim-more-granted = Usted puede administrar la ficha. Entre con la dirección que nos dio; el mensaje que le enviamos dice cómo.
claim-more-declined = El mensaje que le enviamos dice por qué. Nada ha cambiado. Puede pedirlo otra vez.
removal-more-received = Gracias. Todavía nada ha cambiado: primero confirmamos que usted puede pedirlo.
removal-more-granted = La ficha está retirada y no vuelve con las fichas de otro directorio.
removal-more-declined = La ficha no se retiró. Si dio un correo electrónico, nuestro mensaje dice por qué. Puede pedirlo otra vez.
request-received = Recibida el { $day }.
request-decided = Decidida el { $day }.
request-next = Qué sigue
request-next-read = Una persona lee su solicitud.
request-next-control = Escribe o llama a un contacto del registro oficial, nunca a uno escrito en el formulario.
claim-next-done = Si se confirma, le enviamos un mensaje que dice cómo entrar.
removal-next-done = Si se confirma, retiramos la ficha.
request-due = Todo esto en { $days } días hábiles: a más tardar el { $day }.
request-keep = Guarde la dirección de esta página, o imprímala. Muestra hasta dónde hemos llegado, y nada de lo que escribió.

privacy-request = Cuando reclama una ficha o pide que se retire
privacy-request-text = Guardamos cifrados su nombre, su contacto y lo que escribe hasta { $days } días después de nuestra respuesta; entonces se borran. El mensaje con nuestra respuesta se borra un mes después de salir. Queda que algo se pidió y cómo se confirmó. De una ficha retirada guardamos unas huellas por las que se reconoce la copia de otro directorio, para que no vuelva.

list-known = ¿Su consultorio ya figura aquí, pero no por usted?
list-known-text = Búsquelo y abra su página. Al final hay dos enlaces: uno para reclamarla y otro para pedir que se retire. Para ninguno necesita una cuenta.
list-known-search = Buscar su ficha
