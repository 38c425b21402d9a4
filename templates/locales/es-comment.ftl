# Textos de los comentarios: lo que la gente escribió, el formulario, la página propia y las reglas publicadas.

comments-link-provider = Lo que la gente dice de este proveedor
comments-link-guide = Lo que los lectores dicen de esta página
comments-title-provider = Lo que la gente dice de { $name }
comments-title-guide = Lo que los lectores dicen de «{ $name }»
comments-lead-provider = Lo escribieron personas que dicen haber sido pacientes aquí. No sabemos quiénes son y no comprobamos lo que dicen. Una persona leyó cada comentario antes.
comments-lead-guide = Lo escribieron lectores. Lo que ayudó a una persona puede no ayudarle a usted. Una persona leyó cada comentario antes.
comments-rules = Las reglas para los comentarios
comments-count = { $count ->
    [0] Comentarios
    [one] 1 comentario
   *[other] { $count } comentarios
}
comments-none = Nadie ha escrito aquí todavía.
comments-pages = Páginas de comentarios
comments-no-answer = Un proveedor tiene una sola respuesta, la misma para elogios y para críticas:
comment-nameless = Anónimo
comment-published = publicado el { $day }
comment-answer-lead = La respuesta del proveedor:
comment-answer = La ley de privacidad nos impide decir quién es paciente.
comment-answer-call = Por favor, llame al
comment-answer-ask = Por favor, pregúntenos directamente.

comments-write-provider = Escriba sobre su experiencia
comments-write-guide = Escriba un comentario
comments-write-lead = Una persona lo lee en un plazo de { $days } días hábiles. Es público cuando se aprueba, no antes.
comments-nobody-reads = Nadie está leyendo esto en este momento.
comments-crisis = En una crisis:
comment-text = Su comentario
comment-text-hint = Con sus propias palabras, 3,000 caracteres como máximo. Elogios y críticas son bienvenidos. No ponga nombres de pacientes, teléfonos ni direcciones.
comment-name = Su nombre
comment-name-hint = Una inicial u otro nombre, como «J.» No su nombre completo.
comment-anonymous = O sin nombre
comment-anonymous-tick = Quedar en el anonimato
comment-consent = Su acuerdo
comment-consent-hint = Quienes le conocen podrían reconocerle por lo que escribe.
comment-consent-tick = Acepto que lo que escribí y el nombre que di sean públicos. Sé que esto puede revelar a otros algo sobre mi salud.
comments-kept = No pedimos cuenta ni correo electrónico. No se guarda nada que diga desde qué computadora o teléfono escribió. Recibe un enlace privado para retirarlo cuando quiera.
comments-send = Enviarlo para que se lea

comment-need-text = Escriba su comentario
comment-long-text = Acorte su comentario a 3,000 caracteres. Ahora tiene { $count }.
comment-contact = Quite los correos electrónicos, los teléfonos y las direcciones web
comment-need-name = Escriba un nombre o elija el anonimato
comment-long-name = Acorte el nombre a 40 caracteres. Ahora tiene { $count }.
comment-need-consent = Marque la casilla si acepta que sea público
comment-sent-before = Este formulario ya se envió, como { $reference }, y ese comentario queda como estaba. Para enviar lo que está aquí como otro comentario, oprima el botón otra vez.

crisis-first-title = Usted importa. Hable con alguien ahora.
crisis-first-text = Parece que usted puede estar en un momento muy oscuro. Hay personas que escuchan de día y de noche, gratis, y no hace falta dar su nombre.
crisis-first-chat = Chatear con el 988

comment-own-title = Comentario { $reference }
comment-state-waiting = Recibimos su comentario
comment-state-published = Su comentario es público
comment-state-refused = Su comentario no se publicó
comment-state-withdrawn = Su comentario ya no está
comment-more-waiting = Gracias. Una persona lo leerá en un plazo de { $days } días hábiles. Hasta entonces nadie más lo ve.
comment-more-published = Ahora todos pueden leerlo.
comment-more-refused = Una persona lo leyó. No cumple una de nuestras reglas.
comment-more-withdrawn = Usted lo retiró. Sus palabras y su nombre se borraron.
comment-refused-for = La regla:
comment-refused-kept = Puede escribirlo otra vez sin eso. Guardamos sus palabras { $days } días y después se borran.
comment-received = Recibido el { $day }.
comment-decided = Decidido el { $day }.
comment-keep = Guarde la dirección de esta página: es la única manera de retirar su comentario. No tenemos otra forma de saber que es suyo.
comment-withdraw-title = Retirarlo
comment-withdraw-lead = Sus palabras y su nombre se borran en el acto y para siempre.
comment-withdraw = Retirar mi comentario
comment-onward = A la primera página

comment-rule-names_someone = Permite reconocer a un paciente o a otra persona privada.
comment-rule-not_about = No trata de este proveedor o de esta página, o no es la experiencia de quien escribe.
comment-rule-abuse = Amenaza, insulta o humilla a alguien.
comment-rule-advertising = Vende algo, o se escribió por dinero, lo escribió el proveedor o un competidor.
comment-rule-unsafe_advice = Dice a otros dosis, dónde conseguir drogas o cómo usarlas sin un profesional.
comment-rule-repeated = Las mismas palabras ya se enviaron antes.

policy-title = Las reglas para los comentarios
policy-lead = Cualquiera puede decir cómo le fue. Las mismas reglas valen para elogios y para críticas, y contamos cómo las usamos.
policy-how = Cómo un comentario llega a ser público
policy-before = Una persona lee antes cada comentario, en un plazo de { $days } días hábiles. Las palabras que suenan a crisis se leen antes que todas las demás.
policy-alike = No importa si un comentario es bueno o malo para un proveedor. Ningún proveedor puede pagar ni pedir que se muestre o se quite uno.
policy-whole = Un comentario se publica como se escribió, o no se publica. No cambiamos ni una palabra.
policy-not-checked = No sabemos quién lo escribió y no comprobamos si es cierto.
policy-no-stars = No hay estrellas ni puntuación, y los comentarios nunca cambian el orden de una búsqueda.
policy-rules = Qué se rechaza
policy-rules-lead = Solo por una de estas. Quien escribió ve cuál, en una página privada. El número dice cuántas veces se usó, desde el principio.
policy-rule = La regla
policy-refused = Rechazados
policy-counts = Todos los comentarios
policy-state-waiting = Esperan a ser leídos
policy-state-published = Públicos
policy-state-refused = Rechazados
policy-state-withdrawn = Retirados por quien los escribió
policy-answer = Qué puede responder un proveedor
policy-answer-text = La ley de privacidad no deja que un proveedor diga si alguien fue paciente. Por eso un proveedor tiene una sola respuesta, y todos reciben la misma:
policy-yours = Su comentario sigue siendo suyo
policy-withdraw = Quien escribió un comentario puede retirarlo cuando quiera, con el enlace privado que se muestra después de enviarlo.
policy-kept = Guardamos cifrados las palabras y el nombre. Sin cuenta, sin correo electrónico, nada sobre su computadora o teléfono.
policy-forgotten = Las palabras de un comentario rechazado se borran después de { $days } días; las de uno retirado, en el acto.
policy-search = Pedimos a los buscadores que dejen fuera las páginas de comentarios.
policy-unsafe = ¿La atención no fue segura? Avise en la página del proveedor: entonces una persona lo investiga, y usted ve qué junta puede actuar.

privacy-comment = Cuando escribe un comentario
privacy-comment-text = Guardamos cifrado lo que escribe y el nombre que elige, y nada que diga quién es usted. Otros lo leen solo después de que una persona lo aprobó. Puede retirarlo cuando quiera.
