report-link = Avisar de un problema con esta ficha
phone-in-question = Nos han dicho que este teléfono no contesta. Lo estamos verificando.

report-title = Avisar de un problema con { $name }
report-lead = Díganos qué está mal. No necesita una cuenta, ni tiene que decir quién es.
report-reason = ¿Qué está mal?
report-reason-wrong_contact = El teléfono o la dirección no son correctos
report-reason-dead_phone = Nadie contesta el teléfono, o está desconectado
report-reason-not_accepting = No aceptan pacientes nuevos
report-reason-wrong_price = El precio no es correcto
report-reason-unsafe_care = La atención no fue segura
report-reason-not_us = Esta persona no soy yo, o no somos nosotros
report-reason-other = Otra cosa
report-place = ¿Qué lugar?
report-place-whole = Toda la ficha, o no lo sé
report-text = Qué pasó
report-text-hint = En sus propias palabras, como máximo 2,000 caracteres. Para «Otra cosa» necesitamos una frase. No tiene que contarnos nada sobre su salud.
report-email = Su correo electrónico
report-email-hint = Solo para nuestra respuesta. Se guarda cifrado y nadie lo ve en este sitio. El mensaje con nuestra respuesta se borra un mes después de salir.
report-promise = Una persona lee cada aviso. Respondemos en 2 días hábiles.
report-kept = No se guarda con él nada que diga desde qué computadora o teléfono llegó.
report-send = Enviar el aviso

report-need-reason = Elija qué está mal
report-need-place = Elija de qué lugar se trata
report-one-place = Elija el lugar de ese teléfono o dirección
report-need-text = Escriba una frase sobre lo que está mal
report-long-text = Acorte lo que escribió a 2,000 caracteres. Ahora tiene { $count }.
report-bad-email = Escriba el correo electrónico completo, como nombre@example.com, o déjelo vacío
report-sent-before = Este formulario ya se envió, como { $reference }, y ese aviso queda como estaba. Para enviar lo que dice aquí como otro aviso, oprima el botón otra vez.

report-sent-title = Aviso { $reference }
report-state-received = Recibimos su aviso
report-state-checking = Estamos revisando su aviso
report-state-answered = Ya respondimos a su aviso
report-more-received = Gracias. Una persona lo leerá. Respondemos en 2 días hábiles.
report-more-checking = Una persona lo está revisando ahora. Respondemos en 2 días hábiles desde el día en que lo envió.
report-more-answered = Si dio un correo electrónico, la respuesta está en su correo. Si no, solo esta página dice que terminamos.
report-reference = Su referencia
report-received = Recibido el { $day }.
report-step-received = Recibido
report-step-checking = En revisión
report-step-answered = Respondido
report-keep = Guarde la dirección de esta página, o imprímala. Muestra su referencia y hasta dónde hemos llegado, y nada de lo que escribió.
report-onward = Buscar otro proveedor

privacy-report = Cuando avisa de un problema
privacy-report-text = Guardamos cifrado lo que escribe, y su correo electrónico si lo da. El mensaje con nuestra respuesta se borra un mes después de salir. No guardamos con ello ningún nombre ni la dirección de su computadora o teléfono. Pídanoslo, y borramos lo que escribió.

unsafe-title = Si la atención no fue segura, otros también pueden actuar
unsafe-danger = Peligro ahora mismo: llame al
unsafe-crisis = En una crisis, llame al 988 y oprima 2, o envíe AYUDA por mensaje de texto al
unsafe-board = La junta que da la licencia puede investigarlo y puede actuar sobre la licencia:
unsafe-board-any = La junta estatal que dio la licencia puede investigarlo y puede actuar sobre la licencia.
unsafe-board-unread = (no hemos confirmado esta dirección: asegúrese de que es el sitio de la propia junta)
unsafe-fda = Si un medicamento hizo daño, avise a
unsafe-fda-url = https://www.fda.gov/medwatch
